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
          {"decision":true,"context":{"reason":"allowed","rule":"conditions",\
          "evaluation_id":"019dc3a1b2c44f0e9a1b2c3d4e5f",\
          "revision":"aWRlbnRpdHk6MTptZ2RfMDZlazlxMnZieDdrcTlnNHp0NWgzbjhtMHI",\
          "policy_version":"1-0f3a9c5b7d21"}}\
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
