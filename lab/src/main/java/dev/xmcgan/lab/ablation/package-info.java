/** Which parts of the model and of its training help: variants trained alike and judged alike. */
package dev.xmcgan.lab.ablation;
