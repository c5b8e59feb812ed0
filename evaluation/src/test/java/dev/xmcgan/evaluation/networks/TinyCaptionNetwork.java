package dev.xmcgan.evaluation.networks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript file by hand, for want of a small caption network: {@code (B,T) int64 →
 * (B,10)}, feature k of a caption is the mean of sin(k · id) over its tokens. The file is {@code
 * golden/tiny-caption.pt}; {@code main} writes it anew.
 */
final class TinyCaptionNetwork {
  private static final String CODE =
      """
      class Caption(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.Caption,
          ids: Tensor) -> Tensor:
          numbers = torch.reshape(torch.arange(1, 11), [1, 1, 10])
          angles = torch.mul(torch.unsqueeze(ids, 2), numbers)
          return torch.mean(torch.sin(angles), [1])
      """;

  private TinyCaptionNetwork() {}

  /** The value the file must give. */
  static double feature(long[] ids, int k) {
    double sum = 0;
    for (long id : ids) {
      sum += Math.sin(k * id);
    }
    return sum / ids.length;
  }

  static byte[] bytes() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("data.pkl", module());
    entries.put("code/__torch__.py", CODE.getBytes(StandardCharsets.UTF_8));
    entries.put("constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
    entries.put("version", "3\n".getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        ZipEntry header = new ZipEntry("tiny-caption/" + entry.getKey());
        CRC32 crc = new CRC32();
        crc.update(entry.getValue());
        header.setCrc(crc.getValue());
        header.setSize(entry.getValue().length);
        header.setTimeLocal(java.time.LocalDateTime.of(2000, 1, 1, 0, 0));
        zip.putNextEntry(header);
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** The pickled object: a Caption whose training is False. */
  private static byte[] module() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x80, 2});
    out.write("c__torch__\nCaption\n".getBytes(StandardCharsets.US_ASCII));
    out.write(")\u0081}(X".getBytes(StandardCharsets.ISO_8859_1));
    out.write(new byte[] {8, 0, 0, 0});
    out.write("training".getBytes(StandardCharsets.US_ASCII));
    out.write(new byte[] {(byte) 0x89});
    out.write("ub.".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  /**
   * Writes the file.
   *
   * @param arguments its path
   */
  public static void main(String[] arguments) throws IOException {
    Files.write(Path.of(arguments[0]), bytes());
  }
}
