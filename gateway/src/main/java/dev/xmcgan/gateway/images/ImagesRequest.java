package dev.xmcgan.gateway.images;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.xmcgan.schemas.limits.RequestLimits;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body as the OpenAPI document shows it; {@link DrawRequestParser} reads the real one. */
@Schema(name = "ImagesRequest")
public record ImagesRequest(
    @Schema(required = true, minLength = 1, maxLength = RequestLimits.MAX_CAPTION_LENGTH)
        String prompt,
    @Schema(minimum = "1", maximum = "10", defaultValue = "1") Integer n,
    @Schema(description = "auto, or a square such as 128x128", defaultValue = "auto") String size,
    @JsonProperty("response_format") @Schema(enumeration = "b64_json", defaultValue = "b64_json")
        String responseFormat,
    @JsonProperty("output_format")
        @Schema(
            enumeration = {"png", "jpeg"},
            defaultValue = "png")
        String outputFormat,
    @Schema(description = "Who asks, for accounting") String user,
    @Schema(description = "Release channel or checkpoint id", defaultValue = "stable") String model,
    @Schema(description = "Same seed, same images; random when absent") Long seed) {}
