package dev.xmcgan.gateway.webhooks;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Tells addresses of the public Internet from those of this machine, of private networks and of
 * cloud metadata services, which a caller must not make the gateway speak to.
 */
final class PublicAddresses {
  private static final int BITS = 8;
  private static final int BYTE = 0xFF;

  /** IPv4 blocks that are not global (IANA's registry), as address and length. */
  private static final int[][] NOT_GLOBAL = {
    {0, 0, 0, 0, 8},
    {10, 0, 0, 0, 8},
    {100, 64, 0, 0, 10},
    {127, 0, 0, 0, 8},
    {169, 254, 0, 0, 16},
    {172, 16, 0, 0, 12},
    {192, 0, 0, 0, 24},
    {192, 0, 2, 0, 24},
    {192, 88, 99, 0, 24},
    {192, 168, 0, 0, 16},
    {198, 18, 0, 0, 15},
    {198, 51, 100, 0, 24},
    {203, 0, 113, 0, 24},
    {224, 0, 0, 0, 3},
  };

  private PublicAddresses() {}

  /** Whether it is one of the public Internet. */
  static boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address
        ? isPublic4(bytes)
        : address instanceof Inet6Address && isPublic6(bytes);
  }

  private static boolean isPublic4(byte[] address) {
    for (int[] block : NOT_GLOBAL) {
      if (isWithin(address, block)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWithin(byte[] address, int[] block) {
    int left = block[4];
    for (int i = 0; i < 4 && left > 0; i++) {
      int mask = left >= BITS ? BYTE : BYTE << (BITS - left) & BYTE;
      if ((address[i] & mask) != (block[i] & mask)) {
        return false;
      }
      left -= BITS;
    }
    return true;
  }

  /**
   * Global unicast (2000::/3) but the parts of it that stand for other addresses (6to4, Teredo) or
   * for none (documentation, benchmarks).
   */
  private static boolean isPublic6(byte[] address) {
    int first = word(address, 0);
    int second = word(address, 1);
    boolean isGlobal = (first & 0xE000) == 0x2000;
    boolean isSpecial = first == 0x2001 && (second < 0x0200 || second == 0x0DB8);
    return isGlobal && !isSpecial && first != 0x2002 && first != 0x3FFF;
  }

  private static int word(byte[] address, int index) {
    return (address[2 * index] & BYTE) << BITS | address[2 * index + 1] & BYTE;
  }
}
