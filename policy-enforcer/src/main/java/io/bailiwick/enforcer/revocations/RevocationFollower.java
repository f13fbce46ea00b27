package io.bailiwick.enforcer.revocations;

import io.bailiwick.enforcer.projection.Progress;
import io.bailiwick.enforcer.settings.BaseUrl;
import io.bailiwick.enforcer.settings.RevocationSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the gateway's feed of revocations, so that a deactivation is enforced while Kafka is
 * down. It begins when the projection is ready: what the feed sends before that has no subject yet.
 *
 * <p>The feed says nothing about freshness. Without it an enforcer is as before, and with it the
 * projection ages by Kafka's heartbeats alone.
 */
@Singleton
class RevocationFollower {
  private static final Logger LOG = Logger.getLogger(RevocationFollower.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(200);

  /** A feed that is silent for longer, with a sign of life every two seconds, is given up. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(7);

  private static final long FIRST_PAUSE = 100;
  private static final long LONGEST_PAUSE = 3000;

  private final RevocationSettings settings;
  private final Progress progress;
  private final RevocationFold fold;
  private final FeedToken token;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(Redirect.NEVER)
          .connectTimeout(PATIENCE)
          .build();
  private Optional<String> position = Optional.empty();
  private volatile @Nullable Thread thread;
  private volatile boolean stopping;
  private volatile boolean connected;
  private volatile boolean failing;

  RevocationFollower(
      RevocationSettings settings,
      Progress progress,
      RevocationFold fold,
      FeedToken token,
      MeterRegistry metrics) {
    this.settings = settings;
    this.progress = progress;
    this.fold = fold;
    this.token = token;
    if (settings.urls().isPresent()) {
      Gauge.builder("bailiwick.revocations.connected", this, one -> one.connected ? 1 : 0)
          .description("1 while the gateway's feed of revocations is followed")
          .register(metrics);
    }
  }

  void onStart(@Observes StartupEvent event) {
    if (settings.urls().isPresent()
        && (settings.clientId().isEmpty() || settings.clientSecret().isEmpty())) {
      throw new ConfigurationException(
          "bailiwick.enforcer.revocations.urls needs client-id and client-secret beside it.");
    }
    settings
        .urls()
        .ifPresent(
            urls ->
                thread =
                    Thread.ofPlatform()
                        .name("revocation-follower")
                        .daemon()
                        .start(() -> run(urls)));
  }

  void onStop(@Observes ShutdownEvent event) {
    stopping = true;
    Thread follower = thread;
    if (follower != null) {
      follower.interrupt();
    }
    client.shutdownNow();
  }

  private void run(List<BaseUrl> urls) {
    long pause = FIRST_PAUSE;
    int turn = ThreadLocalRandom.current().nextInt(urls.size());
    try {
      while (!stopping) {
        if (!progress.isReady()) {
          Thread.sleep(LOOK);
          continue;
        }
        boolean followed = follow(urls.get(turn % urls.size()));
        turn++;
        pause = followed ? FIRST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
        Thread.sleep(ThreadLocalRandom.current().nextLong(pause / 2, pause));
      }
    } catch (InterruptedException e) {
      // The service stops.
    }
  }

  /** Follows one gateway until the connection ends; returns whether there was one. */
  private boolean follow(BaseUrl gateway) throws InterruptedException {
    FeedLines lines = new FeedLines(position, fold::apply);
    try {
      String bearer = token.fetch(client);
      // The silence of the gateway begins here.
      lines = new FeedLines(position, fold::apply);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(gateway.at("revocations")))
              .header("Authorization", "Bearer " + bearer)
              .header("Accept", "text/event-stream");
      position.ifPresent(id -> request.header("Last-Event-ID", id));
      int status = exchange(request.build(), lines);
      if (status != 200) {
        failed("the gateway answers " + status);
      }
      return status == 200;
    } catch (IOException | RuntimeException e) {
      boolean was = connected;
      failed(String.valueOf(e.getMessage()));
      return was;
    } finally {
      connected = false;
      position = lines.lastId();
    }
  }

  private int exchange(HttpRequest request, FeedLines lines)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<Void>> exchange =
        client.sendAsync(
            request,
            answer -> {
              if (answer.statusCode() != 200) {
                return BodySubscribers.replacing(null);
              }
              begun();
              return BodySubscribers.fromLineSubscriber(lines);
            });
    try {
      while (true) {
        try {
          return exchange.get(LOOK.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } catch (TimeoutException e) {
          if (lines.silentForNanos() > LONGEST_SILENCE.toNanos()) {
            throw new IOException("the gateway is silent", e);
          }
        }
      }
    } catch (ExecutionException e) {
      throw new IOException("the connection ended", e);
    } finally {
      exchange.cancel(true);
    }
  }

  private void begun() {
    connected = true;
    if (failing) {
      LOG.info("The feed of revocations is followed again");
      failing = false;
    }
  }

  private void failed(String why) {
    if (!failing && !stopping) {
      LOG.warnf("The feed of revocations is not followed now; Kafka is: %s", why);
      failing = true;
    }
  }
}
