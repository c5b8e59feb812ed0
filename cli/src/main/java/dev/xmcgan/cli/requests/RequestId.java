package dev.xmcgan.cli.requests;

import dev.xmcgan.cli.CommandException;
import picocli.CommandLine.Parameters;

/** The argument that names a request. */
final class RequestId {
  @Parameters(index = "0", paramLabel = "ID", description = "Id of a request.")
  private String id;

  /** Its path at the gateway. */
  String path() {
    return "/v1/requests/" + checked();
  }

  /** The path of one of its images. */
  String image(int place) {
    return "/v1/images/%s/%d".formatted(checked(), place);
  }

  /** The path of all its images in one file, if it is an interpolation. */
  String interpolation(boolean isAnimated) {
    return "/v1/interpolations/%s?output_format=%s"
        .formatted(checked(), isAnimated ? "gif" : "png");
  }

  private String checked() {
    if (!id.matches("[0-9A-Za-z-]{1,64}")) {
      throw CommandException.usage("no request has the id " + id);
    }
    return id;
  }
}
