package dev.xmcgan.gateway.pairs;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.images.ImageFileType;
import dev.xmcgan.images.ImageHeader;
import dev.xmcgan.schemas.limits.PairLimits;
import dev.xmcgan.schemas.limits.PairRules;
import dev.xmcgan.schemas.limits.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The checks of an upload that need no decoding; each throws {@link ApiException}. The trainer's
 * curation makes the others.
 *
 * @param maxBytes largest image file
 * @param maxPixels largest width times height its header may announce
 */
record PairChecks(int maxBytes, long maxPixels) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]*");
  private static final Pattern SOURCE = Pattern.compile("\\P{Cntrl}{1,100}");

  /** One or more captions, each in its one form; a bad one spoils the upload. */
  List<String> captions(List<String> given) {
    if (given == null || given.isEmpty()) {
      throw invalid("caption", "missing_required_parameter", "At least one 'caption' is required.");
    }
    PairRules.Captions checked = PairRules.captions(given);
    checked.firstRefusal().ifPresent(PairChecks::throwRefused);
    return checked.kept();
  }

  /** The file itself: its size, type and announced dimensions. */
  byte[] image(byte[] file) {
    if (file.length > maxBytes) {
      throw tooLarge(
          "The image file has %d bytes, at most %d are allowed.".formatted(file.length, maxBytes));
    }
    ImageFileType type =
        ImageFileType.of(file)
            .orElseThrow(
                () -> image(415, "unsupported_image_type", "The image must be PNG, JPEG or WebP."));
    ImageHeader header = header(type, file);
    if (header.pixels() > maxPixels) {
      throw tooLarge(
          "The image is %d x %d; at most %d pixels are allowed."
              .formatted(header.width(), header.height(), maxPixels));
    }
    return file;
  }

  /** The caller's own id, if there is one. */
  Optional<String> id(String given) {
    if (given == null || given.isBlank()) {
      return Optional.empty();
    }
    if (given.length() > PairLimits.MAX_ID_LENGTH || !ID.matcher(given).matches()) {
      throw invalid(
          "id",
          "invalid_value",
          "'id' must be 1 to %d letters, digits or any of ._:/@- ."
              .formatted(PairLimits.MAX_ID_LENGTH));
    }
    return Optional.of(given);
  }

  /** Where the pair comes from. */
  String source(String given) {
    if (given == null || given.isBlank()) {
      return "http";
    }
    if (!SOURCE.matcher(given).matches()) {
      throw invalid("source", "invalid_value", "'source' must be 1 to 100 printable characters.");
    }
    return given.strip();
  }

  /** The error of an upload without a file. */
  static ApiException noImage() {
    return invalid(
        "image",
        "missing_required_parameter",
        "A file part 'image' is required, in multipart/form-data.");
  }

  /** The error of an upload with more than one file: which is meant cannot be known. */
  static ApiException severalImages() {
    return invalid("image", "too_many_images", "A pair has one file part 'image'.");
  }

  private static void throwRefused(Refusal refusal) {
    throw invalid("caption", refusal.code(), "'caption': " + refusal.message() + ".");
  }

  private static ImageHeader header(ImageFileType type, byte[] file) {
    try {
      return ImageHeader.read(type, file);
    } catch (IOException broken) {
      throw image(422, "broken_image", "The header of the " + type + " image cannot be read.");
    }
  }

  private static ApiException tooLarge(String message) {
    return image(413, "image_too_large", message);
  }

  private static ApiException image(int status, String code, String message) {
    return new ApiException(new ApiError(status, message, "image", code, null));
  }

  private static ApiException invalid(String param, String code, String message) {
    return new ApiException(ApiError.invalid(param, code, message));
  }
}
