package dev.xmcgan.gateway.pairs;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.images.BlankImageRule;
import dev.xmcgan.images.ImageDecoder;
import dev.xmcgan.images.ImageLimits;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.images.SmallerFile;
import dev.xmcgan.images.UnusableImageException;
import dev.xmcgan.schemas.limits.PairLimits;
import dev.xmcgan.schemas.limits.PairRules;
import dev.xmcgan.schemas.limits.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The checks of an upload, the same that curation makes later; each throws {@link ApiException}.
 * The image is decoded, but only a small form of it is kept in memory.
 */
final class PairChecks {
  /** Of an image that is made smaller: what its longest edge needs. */
  private static final long SHRUNK_PIXELS = 4_000_000;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]*");
  private static final Pattern SOURCE = Pattern.compile("\\P{Cntrl}{1,100}");

  private final ImageDecoder decoder;
  private final BlankImageRule blank;

  PairChecks(GatewayConfig config) {
    GatewayConfig.Pairs pairs = config.pairs();
    this.decoder =
        new ImageDecoder(
            new ImageLimits(pairs.maxImageBytes(), pairs.maxImagePixels(), pairs.minImageEdge()));
    this.blank = new BlankImageRule(pairs.minImageContent());
  }

  /** One or more captions, each in its one form; a bad one spoils the upload. */
  List<String> captions(List<String> given) {
    if (given == null || given.isEmpty()) {
      throw invalid("caption", "missing_required_parameter", "At least one 'caption' is required.");
    }
    if (given.stream().anyMatch(Objects::isNull)) {
      throw invalid("caption", "invalid_type", "A caption must be a text.");
    }
    PairRules.Captions checked = PairRules.captions(given);
    checked.firstRefusal().ifPresent(PairChecks::throwRefused);
    return checked.kept();
  }

  /** The file for the record: as it came, or a smaller one where no record takes it. */
  byte[] image(byte[] file) {
    try {
      boolean fits = file.length <= PairLimits.MAX_IMAGE_BYTES;
      RgbImage image = fits ? decoder.preview(file) : decoder.decode(file, SHRUNK_PIXELS);
      blank.check(image);
      return fits ? file : SmallerFile.of(image, PairLimits.MAX_IMAGE_BYTES);
    } catch (UnusableImageException e) {
      int status =
          switch (e.problem()) {
            case IMAGE_TOO_LARGE -> 413;
            case UNSUPPORTED_FORMAT -> 415;
            case BROKEN_IMAGE, IMAGE_TOO_SMALL, BLANK_IMAGE -> 422;
          };
      String code = e.problem().name().toLowerCase(Locale.ROOT);
      throw new ApiException(
          new ApiError(status, "'image': " + e.getMessage() + ".", "image", code, null));
    }
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

  /** The error of a call that needs an id and has a blank one. */
  static ApiException noId() {
    return invalid("id", "missing_required_parameter", "'id' is required.");
  }

  /** The error of an upload without a file. */
  static ApiException noImage() {
    return invalid(
        "image",
        "missing_required_parameter",
        "A file part 'image' is required, in multipart/form-data.");
  }

  /** The error of several images of which it is not known what each shows. */
  static ApiException notAsMany(int images) {
    return invalid(
        "caption",
        "captions_do_not_match",
        "%d parts 'image' need as many parts 'caption', in their order; several captions of one are lines of its part."
            .formatted(images));
  }

  /** The error of an id that several pairs were to have. */
  static ApiException oneIdForSeveral() {
    return invalid(
        "id", "unsupported_value", "Several pairs get ids of their own; leave 'id' out.");
  }

  private static void throwRefused(Refusal refusal) {
    throw invalid("caption", refusal.code(), "'caption': " + refusal.message() + ".");
  }

  private static ApiException invalid(String param, String code, String message) {
    return new ApiException(ApiError.invalid(param, code, message));
  }
}
