/** What waits, how far everybody is behind, what the disks hold, and what was given up and why. */
package dev.xmcgan.gateway.system;
