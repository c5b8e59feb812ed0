/** How much curation has not read, and how near that is to being deleted unread. */
package dev.xmcgan.trainer.backlog;
