package io.bailiwick.enforcer.authzen;

import io.bailiwick.enforcer.authzen.Evaluations.Reply;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.json.StrictJson;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The metadata of the decision point (AuthZEN 1.0 section 9). Its URLs come from the configuration,
 * never from the request's {@code Host}, which the caller chooses.
 */
@Path("/.well-known/authzen-configuration")
@Tag(name = "Access evaluation")
@PermitAll
@Startup
public class MetadataResource {
  private final Optional<String> url;

  MetadataResource(EnforcerSettings settings) {
    this.url = settings.url().map(url -> checked(url.uri()));
  }

  /** Section 9.1.1: the identifier of a decision point has neither a query nor a fragment. */
  private static String checked(URI base) {
    boolean web = "https".equals(base.getScheme()) || "http".equals(base.getScheme());
    if (!web || base.getHost() == null || base.getQuery() != null || base.getFragment() != null) {
      throw new ConfigurationException(
          "bailiwick.enforcer.url must be an https or http URL without query and fragment");
    }
    return base.toString();
  }

  /** Returns the endpoints; 404 without {@code bailiwick.enforcer.url}. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Find the endpoints of this decision point")
  public Response answer() {
    return AccessResource.response(new Reply(200, StrictJson.write(metadata())));
  }

  Map<String, String> metadata() {
    String base =
        url.orElseThrow(() -> new NotFoundException("bailiwick.enforcer.url is not set."));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("policy_decision_point", base);
    metadata.put("access_evaluation_endpoint", base + AccessResource.PATH + "/evaluation");
    metadata.put("access_evaluations_endpoint", base + AccessResource.PATH + "/evaluations");
    for (String kind : List.of("subject", "resource", "action")) {
      metadata.put("search_" + kind + "_endpoint", base + AccessResource.PATH + "/search/" + kind);
    }
    return metadata;
  }
}
