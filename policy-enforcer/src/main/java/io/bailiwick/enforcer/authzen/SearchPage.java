package io.bailiwick.enforcer.authzen;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The wanted part of a search's results. The token of a page carries its limit and a digest of the
 * question, since a later page must belong to the same question and may state nothing but the
 * token.
 *
 * @param after the last result of the page before; empty for the first page
 * @param limit the most results
 * @param question the digest of the question
 */
record SearchPage(String after, int limit, String question) {
  /** The most results of a request that names no limit. */
  private static final int WITHOUT_LIMIT = 100_000;

  private static final int LONGEST = 1000;
  private static final int DIGEST_BYTES = 12;

  /**
   * Reads the page of a search.
   *
   * @throws BadEvaluation if its token is of another question or has another limit
   */
  static SearchPage of(EvaluationBody body) {
    String question = digest(body.question());
    Optional<Integer> limit =
        body.text(Member.PAGE_LIMIT)
            .map(Integer::valueOf)
            .map(most -> Math.min(most, WITHOUT_LIMIT));
    Optional<String> token = body.text(Member.PAGE_TOKEN).filter(text -> !text.isEmpty());
    if (token.isEmpty()) {
      return new SearchPage("", limit.orElse(WITHOUT_LIMIT), question);
    }
    SearchPage page =
        parse(token.get())
            .filter(known -> known.question.equals(question))
            .orElseThrow(
                () -> new BadEvaluation(Member.PAGE_TOKEN.path + " is not one of this search"));
    if (limit.filter(other -> other != page.limit).isPresent()) {
      throw new BadEvaluation(Member.PAGE_LIMIT.path + " is another than on the page before");
    }
    return page;
  }

  /** Returns the token of the page after a result. */
  String next(String last) {
    String plain = limit + " " + question + " " + last;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<SearchPage> parse(String token) {
    if (token.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      String plain = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      String[] parts = plain.split(" ", 3);
      int limit = Integer.parseInt(parts[0]);
      return parts.length < 3 || limit < 0 || limit > WITHOUT_LIMIT
          ? Optional.empty()
          : Optional.of(new SearchPage(parts[2], limit, parts[1]));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(digest, DIGEST_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
