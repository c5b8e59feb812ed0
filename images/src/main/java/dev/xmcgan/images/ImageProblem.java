package dev.xmcgan.images;

/** Why an image file cannot be used. */
public enum ImageProblem {
  /** Not one of the formats of {@link ImageFileType}. */
  UNSUPPORTED_FORMAT,
  /** Damaged, cut off or malformed. */
  BROKEN,
  /** More bytes or pixels than are taken. */
  TOO_LARGE,
  /** Fewer pixels than are taken. */
  TOO_SMALL
}
