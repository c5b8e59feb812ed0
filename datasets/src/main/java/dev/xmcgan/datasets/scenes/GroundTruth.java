package dev.xmcgan.datasets.scenes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a scene shows, as one line of JSON and as metadata of its pair.
 *
 * <pre>{@code
 * {"background":"grass","objects":[{"shape":"circle","colour":"red","size":"large",
 *   "x":31.20,"y":15.00,"radius":13.10}, …],"relation":"above"}
 * }</pre>
 *
 * Centres and radii are in pixels of a 64-pixel image, whatever the size drawn.
 */
public final class GroundTruth {
  /** The metadata key of the JSON line. */
  private static final String KEY = "scene";

  private static final ObjectMapper JSON = new ObjectMapper();

  private GroundTruth() {}

  /** The scene as one line of JSON. */
  static String json(Scene scene) {
    ObjectNode root = JSON.createObjectNode();
    root.put("background", scene.background().word());
    ArrayNode objects = root.putArray("objects");
    for (SceneObject object : scene.objects()) {
      objects
          .addObject()
          .put("shape", object.shape().word())
          .put("colour", object.colour().word())
          .put("size", object.size().word())
          .put("x", rounded(object.x()))
          .put("y", rounded(object.y()))
          .put("radius", rounded(object.radius()));
    }
    scene.relation().ifPresent(relation -> root.put("relation", relation.word()));
    root.put("detail", scene.detail());
    return root.toString();
  }

  /** Metadata of a pair: the JSON line under {@link #KEY}, and what is often asked for alone. */
  static Map<String, String> metadata(Scene scene) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(KEY, json(scene));
    metadata.put("background", scene.background().word());
    metadata.put("objects", Integer.toString(scene.objects().size()));
    Optional<Relation> relation = scene.relation();
    relation.ifPresent(known -> metadata.put("relation", known.word()));
    return metadata;
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
