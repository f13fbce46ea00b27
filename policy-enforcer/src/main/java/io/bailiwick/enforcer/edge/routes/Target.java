package io.bailiwick.enforcer.edge.routes;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The method and the path of a request, in the only spelling that is compared with routes.
 *
 * <p>The service behind the proxy reads the same path once more. A spelling that it could read in
 * another way has no target, so that no second spelling of a path leads around a route.
 *
 * @param segments the segments of the path, percent-decoded; a slash at its end is not counted
 */
public record Target(String method, List<String> segments) {
  /** RFC 3986 section 3.3, without the semicolon, at which some services cut. */
  private static final String BESIDE_LETTERS = "/%-._~!$&'()*+,=:@";

  private static final String AMBIGUOUS_ENCODED = "/\\;%?#.";
  private static final int LONGEST = 8192;

  public Target {
    segments = List.copyOf(segments);
  }

  /**
   * Returns the target of a request; empty if its path is ambiguous.
   *
   * @param uri the path and the query, as the client has sent them
   */
  public static Optional<Target> of(String method, String uri) {
    int query = uri.indexOf('?');
    String path = query < 0 ? uri : uri.substring(0, query);
    if (method.isEmpty() || !path.startsWith("/") || uri.length() > LONGEST || !isPlain(path)) {
      return Optional.empty();
    }
    String inner =
        path.substring(1, path.endsWith("/") ? Math.max(1, path.length() - 1) : path.length());
    List<String> segments = new ArrayList<>();
    for (String raw :
        inner.isEmpty() && path.length() == 1 ? new String[0] : inner.split("/", -1)) {
      Optional<String> segment = decoded(raw).filter(Target::isOneSegment);
      if (segment.isEmpty()) {
        return Optional.empty();
      }
      segments.add(segment.get());
    }
    return Optional.of(new Target(method, segments));
  }

  /**
   * Returns the target that a service reads instead of this one if it ignores the case of paths.
   */
  Target inLowerCase() {
    return new Target(
        method, segments.stream().map(segment -> segment.toLowerCase(Locale.ROOT)).toList());
  }

  /** Returns whether a path has only characters that a URI may have, and none that services cut. */
  private static boolean isPlain(String path) {
    return path.chars()
        .allMatch(
            c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || BESIDE_LETTERS.indexOf(c) >= 0);
  }

  /** Returns the text of a segment; empty if it is not UTF-8, or hides a character of a path. */
  private static Optional<String> decoded(String raw) {
    if (raw.indexOf('%') < 0) {
      return Optional.of(raw);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '%') {
        bytes.write(c);
        continue;
      }
      int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
      int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0 || AMBIGUOUS_ENCODED.indexOf(high * 16 + low) >= 0) {
        return Optional.empty();
      }
      bytes.write(high * 16 + low);
      i += 2;
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString());
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty();
    }
  }

  /** Returns whether a segment stays one, and has only one spelling. */
  private static boolean isOneSegment(String segment) {
    return !segment.isEmpty()
        && !segment.equals(".")
        && !segment.equals("..")
        && segment.codePoints().noneMatch(Character::isISOControl)
        && Normalizer.isNormalized(segment, Normalizer.Form.NFKC);
  }
}
