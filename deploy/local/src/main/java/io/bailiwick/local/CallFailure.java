package io.bailiwick.local;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import org.jspecify.annotations.Nullable;

/** Describes why a call failed: Java's own failures to connect have no message. */
final class CallFailure {
  private CallFailure() {}

  /** Returns the failure of a call to a URL, in words. */
  static String at(String url, Exception failure) {
    return switch (failure) {
      case ConnectException e when isUnknown(e) -> url + ": there is no such host.";
      case ConnectException _ -> url + ": nothing takes connections there.";
      case HttpTimeoutException _ -> url + " does not answer in time.";
      case IOException e -> url + ": the connection broke (" + message(e) + ").";
      default -> message(failure);
    };
  }

  private static boolean isUnknown(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  /** Returns a failure's message, or its kind if it has none. */
  static String message(Throwable failure) {
    @Nullable String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
