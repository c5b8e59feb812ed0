/**
 * Data sets whose captions stand in annotation files beside folders of images: COCO-14 and
 * Localized Narratives.
 */
package dev.xmcgan.datasets.annotations;
