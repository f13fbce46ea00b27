package io.bailiwick.enforcer.text;

import jakarta.inject.Singleton;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The languages of the texts. The lookup is that of RFC 4647 section 3.4, and a wish that cannot be
 * read or fulfilled is never an error. Callers repeat a few wishes, so their results are kept.
 */
@Singleton
public class Languages {
  /** The tags of the languages; the first one is the default. */
  static final List<String> TAGS = List.of("en", "de");

  private static final int MOST = 1000;
  private static final int LONGEST = 200;

  private final List<Language> all =
      IntStream.range(0, TAGS.size()).mapToObj(i -> Language.read(TAGS.get(i), i)).toList();

  private final Map<String, Language> byHeader = new ConcurrentHashMap<>();
  private final Map<String, Optional<Language>> byLocale = new ConcurrentHashMap<>();

  /** Returns all languages, in the order of their numbers. */
  public List<Language> all() {
    return all;
  }

  /**
   * Returns the language of an answer.
   *
   * @param locale the person's language (BCP 47), which counts more; a malformed one is ignored
   * @param acceptLanguage the value of the header of that name (RFC 9110 section 12.5.4)
   */
  public Language of(Optional<String> locale, @Nullable String acceptLanguage) {
    if (locale.isPresent()) {
      Optional<Language> wanted = kept(byLocale, locale.get(), this::ofLocale);
      if (wanted.isPresent()) {
        return wanted.get();
      }
    }
    return acceptLanguage == null
        ? all.getFirst()
        : kept(byHeader, acceptLanguage, header -> lookUp(header).orElse(all.getFirst()));
  }

  private static <T> T kept(Map<String, T> results, String wish, Function<String, T> lookUp) {
    T known = results.get(wish);
    if (known != null) {
      return known;
    }
    T found = lookUp.apply(wish);
    if (wish.length() <= LONGEST) {
      if (results.size() >= MOST) {
        results.clear();
      }
      results.put(wish, found);
    }
    return found;
  }

  /** Returns the language of a locale: the default if it has no texts; empty if it is malformed. */
  private Optional<Language> ofLocale(String locale) {
    try {
      return new Locale.Builder().setLanguageTag(locale).build().getLanguage().isEmpty()
          ? Optional.empty()
          : lookUp(locale).or(() -> Optional.of(all.getFirst()));
    } catch (IllformedLocaleException e) {
      return Optional.empty();
    }
  }

  private Optional<Language> lookUp(String ranges) {
    if (ranges.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(Locale.lookupTag(LanguageRange.parse(ranges), TAGS))
          .map(TAGS::indexOf)
          .map(all::get);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
