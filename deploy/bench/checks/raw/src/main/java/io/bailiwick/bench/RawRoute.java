package io.bailiwick.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;

/**
 * Reads every token of a check and answers always the same: what HTTP and JSON cost in Quarkus, and
 * so the limit of a decision point.
 */
@ApplicationScoped
public class RawRoute {
  private static final JsonFactory JSON = new JsonFactory();
  private static final CharSequence TYPE = HttpHeaders.createOptimized("application/json");
  private static final Buffer ANSWER =
      Buffer.buffer(
          """
          {"decision":true,"context":{"reason":"allowed",\
          "evaluation_id":"mf5q1k2x1y2p0iv3k1a2b3",\
          "revision":"i.mgd_06ek9q2vbx7kq9g4zt5h3n8m0r.1"}}\
          """);

  void register(@Observes Router router) {
    router.post("/access/v1/evaluation").order(Integer.MIN_VALUE).handler(this::handle);
  }

  private void handle(RoutingContext context) {
    context.request().body().onSuccess(body -> answer(context, body)).onFailure(context::fail);
    context.request().resume();
  }

  private static void answer(RoutingContext context, Buffer body) {
    int length = 0;
    try (JsonParser in = JSON.createParser(body.getBytes())) {
      while (in.nextToken() != null) {
        if (in.currentToken().isScalarValue()) {
          length += in.getText().length();
        }
      }
    } catch (IOException e) {
      context.fail(400, e);
      return;
    }
    context
        .response()
        .setStatusCode(length == 0 ? 400 : 200)
        .putHeader(HttpHeaders.CONTENT_TYPE, TYPE)
        .end(ANSWER.copy());
  }
}
