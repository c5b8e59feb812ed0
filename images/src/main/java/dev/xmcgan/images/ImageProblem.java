package dev.xmcgan.images;

/** Why an image file cannot be used; named as in the schemas' {@code RejectionReason}. */
public enum ImageProblem {
  /** Not one of the formats of {@link ImageFileType}. */
  UNSUPPORTED_FORMAT,
  /** Damaged, cut off or malformed. */
  BROKEN_IMAGE,
  /** More bytes or pixels than are taken. */
  IMAGE_TOO_LARGE,
  /** Fewer pixels than are taken. */
  IMAGE_TOO_SMALL,
  /** One colour and hardly anything else. */
  BLANK_IMAGE
}
