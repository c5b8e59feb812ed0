package dev.xmcgan.model.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Calls operations of the engine that have no method on arrays, through a TorchScript module
 * without state that is compiled from source. The source is a class {@code Script} in the form in
 * which TorchScript itself writes code into its archives.
 */
public final class ScriptModule {

  /** A pickled object of the class, with no attributes. */
  private static final String OBJECT = "\u0080\u0002c__torch__\nScript\n)\u0081}b.";

  /** A pickled empty tuple. */
  private static final String NO_CONSTANTS = "\u0080\u0002).";

  private static final String VERSION = "3\n";

  private final PtSymbolBlock block;

  private ScriptModule(PtSymbolBlock block) {
    this.block = block;
  }

  /** Reads a source that lies beside a class. */
  public static String source(Class<?> neighbour, String file) {
    try (InputStream in = neighbour.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing here reads from a device
    }
  }

  /**
   * Compiles a source.
   *
   * @param owner the module is freed with it
   * @param source of the class {@code Script}
   * @throws ai.djl.engine.EngineException when it does not compile, as where an operation is not
   *     part of this machine's engine
   */
  public static ScriptModule compile(NDManager owner, String source) {
    try (InputStream archive = archive(source)) {
      return new ScriptModule(JniUtils.loadModule((PtNDManager) owner, archive, false, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing here reads from a device
    }
  }

  /** A source as the file of a module. */
  private static InputStream archive(String source) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      write(zip, "data.pkl", OBJECT.getBytes(StandardCharsets.ISO_8859_1));
      write(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      write(zip, "constants.pkl", NO_CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
      write(zip, "version", VERSION.getBytes(StandardCharsets.US_ASCII));
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  /** Calls {@code forward}; the result belongs to the manager of the first input. */
  public NDArray forward(NDArray... inputs) {
    // "training" leaves the result an ordinary array, which may be changed in place
    return IValueUtils.forward(block, new NDList(inputs), true).singletonOrThrow();
  }

  /**
   * Calls any method, for a result that is only read, or written over by another call; it belongs
   * to the manager of the first argument, an array.
   *
   * @param arguments arrays, lists of arrays, whole numbers and doubles
   */
  public NDArray call(String method, Object... arguments) {
    List<IValue> values = new ArrayList<>();
    try {
      for (Object argument : arguments) {
        values.add(value(argument));
      }
      try (IValue result = IValueUtils.runMethod(block, method, values.toArray(IValue[]::new))) {
        return result.toTensor((PtNDManager) ((NDArray) arguments[0]).getManager());
      }
    } finally {
      values.forEach(IValue::close);
    }
  }

  private static IValue value(Object argument) {
    if (argument instanceof PtNDArray array) {
      return IValue.from(array);
    }
    if (argument instanceof List<?> arrays) {
      return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
    }
    if (argument instanceof Double number) {
      return IValue.from(number);
    }
    return IValue.from(((Integer) argument).longValue());
  }

  private static void write(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry("script/" + name));
    zip.write(content);
    zip.closeEntry();
  }
}
