/** Image files with their pixels and what they say of themselves. */
package dev.xmcgan.lab.pictures;
