package io.bailiwick.enforcer.settings;

import java.net.URI;

/** A URL to which paths are appended: it has no slash at its end, however it was written. */
public record BaseUrl(URI uri) {

  /** Returns the URL of a setting. */
  public static BaseUrl of(String text) {
    return new BaseUrl(
        URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text));
  }

  /** Returns the URL of a path below it. */
  public String at(String path) {
    return uri + "/" + path;
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
