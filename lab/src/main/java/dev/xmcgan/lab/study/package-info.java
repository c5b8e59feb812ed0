/** Human studies: sheets for raters out, what they answered in. */
package dev.xmcgan.lab.study;
