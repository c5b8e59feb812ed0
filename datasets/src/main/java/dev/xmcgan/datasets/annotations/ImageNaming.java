package dev.xmcgan.datasets.annotations;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** How a data set names its images: ids as numbers, and the files they may be in. */
enum ImageNaming {
  /** Decimal ids; files of the layouts of 2017 and 2014. */
  COCO {
    @Override
    OptionalLong key(String id) {
      return id.matches("[0-9]{1,12}") ? OptionalLong.of(Long.parseLong(id)) : OptionalLong.empty();
    }

    @Override
    String id(long key) {
      return String.format(Locale.ROOT, "%012d", key);
    }

    @Override
    List<String> files(long key) {
      String file = id(key) + ".jpg";
      return List.of(file, "COCO_train2014_" + file, "COCO_val2014_" + file);
    }
  },

  /** Sixteen hexadecimal digits. */
  OPEN_IMAGES {
    @Override
    OptionalLong key(String id) {
      return id.matches("[0-9a-f]{16}")
          ? OptionalLong.of(Long.parseUnsignedLong(id, 16))
          : OptionalLong.empty();
    }

    @Override
    String id(long key) {
      return String.format(Locale.ROOT, "%016x", key);
    }

    @Override
    List<String> files(long key) {
      return List.of(id(key) + ".jpg");
    }
  };

  /** The number that stands for an id; nothing when it is none of this data set. */
  abstract OptionalLong key(String id);

  /** The id a number stands for, always of the same length. */
  abstract String id(long key);

  /** What the image's file may be called. */
  abstract List<String> files(long key);
}
