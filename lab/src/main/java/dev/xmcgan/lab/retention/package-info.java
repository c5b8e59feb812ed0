/** What a model keeps of what it knew while it learns a stream of pictures of another kind. */
package dev.xmcgan.lab.retention;
