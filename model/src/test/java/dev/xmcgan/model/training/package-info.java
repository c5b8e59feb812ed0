/** Training against the official code's numbers, and that it resumes, learns and leaks nothing. */
package dev.xmcgan.model.training;
