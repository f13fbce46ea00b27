package io.bailiwick.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;

/**
 * The versions that a service holds, as a count and sums, so that services can be compared without
 * sending all ids. Equal states have equal digests, in whatever order the ids come. Ids are in
 * buckets, so that two services exchange only the ids of the buckets that differ.
 *
 * @param count the number of ids
 * @param digest the sum of all buckets
 * @param buckets the sum of each bucket, modulo 2^64: of the first 8 bytes of SHA-256 of {@code
 *     id/version}, in hexadecimal digits
 */
public record StateDigest(long count, String digest, List<String> buckets) {
  /** The number of buckets. */
  public static final int BUCKETS = 256;

  public StateDigest {
    buckets = List.copyOf(buckets);
  }

  /** Returns the bucket of an id. */
  public static int bucket(String id) {
    CRC32 crc = new CRC32();
    crc.update(id.getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() % BUCKETS);
  }

  /** Returns the buckets that differ from those of another digest. */
  public Set<Integer> differingFrom(StateDigest other) {
    Set<Integer> differing = new TreeSet<>();
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      if (!buckets.get(bucket).equals(other.buckets.get(bucket))) {
        differing.add(bucket);
      }
    }
    return differing;
  }

  /** A digest in the making; one thread at a time adds to it. */
  public static final class Sum {
    private final long[] buckets = new long[BUCKETS];
    private final MessageDigest sha256 = sha256();
    private long count;

    /** Adds the version of an id, once for each id. */
    public void add(String id, long version) {
      byte[] hash = sha256.digest((id + "/" + version).getBytes(StandardCharsets.UTF_8));
      buckets[bucket(id)] += ByteBuffer.wrap(hash).getLong();
      count++;
    }

    /** Returns the digest of what was added. */
    public StateDigest digest() {
      List<String> sums = new ArrayList<>();
      long all = 0;
      for (long sum : buckets) {
        sums.add(HexFormat.of().toHexDigits(sum));
        all += sum;
      }
      return new StateDigest(count, HexFormat.of().toHexDigits(all), sums);
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
