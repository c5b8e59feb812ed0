package dev.xmcgan.model.discriminator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.layers.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the discriminator's tensors between the official code's names and layout and ours. */
public final class OfficialNames {

  private static final Pattern OPTIMISED =
      Pattern.compile("DiscOptimizedBlock_0/SpectralConv_(\\d)");
  private static final Pattern BLOCK = Pattern.compile("DiscBlock_(\\d+)/SpectralConv_(\\d)");
  private static final String[] IN_BLOCK = {"conv0", "conv1", "shortcut"};

  private OfficialNames() {}

  /** The official layer's name here. */
  public static String layer(String official) {
    Matcher first = OPTIMISED.matcher(official);
    if (first.matches()) {
      return "block0/" + IN_BLOCK[Integer.parseInt(first.group(1))];
    }
    Matcher block = BLOCK.matcher(official);
    if (block.matches()) {
      int number = Integer.parseInt(block.group(1)) + 1;
      return "block" + number + "/" + IN_BLOCK[Integer.parseInt(block.group(2))];
    }
    return switch (official) {
      case "SpectralConv_0" -> DiscriminatorLayout.REGIONS;
      case "SpectralDense_0" -> DiscriminatorLayout.LOGIT;
      case "SpectralDense_1" -> DiscriminatorLayout.SENTENCE;
      default -> throw new IllegalArgumentException("no layer is named " + official);
    };
  }

  /**
   * Tensors under official names (kernel HWIO or (in,out), bias, u0) under our names and layout.
   */
  public static Map<String, NDArray> ours(Map<String, NDArray> official) {
    Map<String, NDArray> ours = new LinkedHashMap<>();
    official.forEach(
        (path, tensor) -> {
          int cut = path.lastIndexOf('/');
          String layer = layer(path.substring(0, cut));
          switch (path.substring(cut + 1)) {
            case "kernel" -> ours.put(DiscriminatorLayout.weight(layer), kernel(tensor));
            case "bias" -> ours.put(DiscriminatorLayout.bias(layer), tensor.duplicate());
            case "u0" -> ours.put(DiscriminatorLayout.vector(layer), tensor.duplicate());
            default -> throw new IllegalArgumentException("unknown tensor " + path);
          }
        });
    return ours;
  }

  /** The tensors as parameters in the layout's order. */
  public static Parameters parameters(
      NDManager manager, Map<String, NDArray> official, Iterable<String> order) {
    Map<String, NDArray> ours = ours(official);
    Parameters parameters = new Parameters(manager);
    order.forEach(name -> parameters.put(name, ours.get(name)));
    return parameters;
  }

  private static NDArray kernel(NDArray official) {
    NDArray turned =
        official.getShape().dimension() == 4
            ? official.transpose(3, 2, 0, 1)
            : official.transpose(1, 0);
    return turned.reshape(turned.getShape()).duplicate();
  }
}
