package io.bailiwick.local;

import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A person at a browser, as far as signing in goes: follows redirects with cookies, and fills in
 * the identity provider's login form.
 */
final class FormBrowser implements AutoCloseable {
  private static final Pattern ACTION = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");
  private static final int MOST_REDIRECTS = 12;

  // The JDK's own cookie store withholds Secure cookies on loopback, where browsers send them.
  private final List<HttpCookie> cookies = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /** Opens a URL and follows its redirects. */
  Page open(String url) throws IOException, InterruptedException {
    return follow(HttpRequest.newBuilder(URI.create(url)));
  }

  /** Opens a URL that leads to the identity provider's login form, and signs in there. */
  Page signIn(String url, String userName, String password)
      throws IOException, InterruptedException {
    Page login = open(url);
    if (!login.body().contains("name=\"password\"")) {
      return login;
    }
    return submit(login, Map.of("username", userName, "password", password));
  }

  /** Submits the form of a page. */
  Page submit(Page page, Map<String, String> fields) throws IOException, InterruptedException {
    Matcher form = ACTION.matcher(page.body());
    if (!form.find()) {
      throw new IllegalStateException("there is no form at " + page.uri());
    }
    String body =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return follow(
        HttpRequest.newBuilder(page.uri().resolve(form.group(1).replace("&amp;", "&")))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body)));
  }

  private Page follow(HttpRequest.Builder first) throws IOException, InterruptedException {
    HttpRequest.Builder request = first;
    for (int i = 0; i < MOST_REDIRECTS; i++) {
      URI uri = request.build().uri();
      String shown = shown(uri);
      if (!shown.isEmpty()) {
        request.header("Cookie", shown);
      }
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      response.headers().allValues("Set-Cookie").forEach(this::keep);
      String location = response.headers().firstValue("Location").orElse("");
      if (location.isEmpty()) {
        return new Page(uri, response.statusCode(), response.body());
      }
      request = HttpRequest.newBuilder(uri.resolve(location));
    }
    throw new IllegalStateException("too many redirects from " + first.build().uri());
  }

  private void keep(String header) {
    for (HttpCookie cookie : HttpCookie.parse(header)) {
      cookies.removeIf(
          known -> known.getName().equals(cookie.getName()) && path(known).equals(path(cookie)));
      if (cookie.getMaxAge() != 0 && !cookie.getValue().isEmpty()) {
        cookies.add(cookie);
      }
    }
  }

  private String shown(URI uri) {
    return cookies.stream()
        .filter(cookie -> uri.getPath().startsWith(path(cookie)))
        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  private static String path(HttpCookie cookie) {
    return cookie.getPath() == null ? "/" : cookie.getPath();
  }

  /** Returns the value of a cookie; empty if there is none. */
  String cookie(String name) {
    return cookies.stream()
        .filter(cookie -> cookie.getName().equals(name))
        .map(HttpCookie::getValue)
        .findFirst()
        .orElse("");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
  }

  /** The page that the browser has reached. */
  record Page(URI uri, int status, String body) {}
}
