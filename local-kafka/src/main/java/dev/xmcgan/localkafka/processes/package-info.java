/** Child processes: their command lines, log files, ports, readiness, and how they end. */
package dev.xmcgan.localkafka.processes;
