package io.bailiwick.service;

import io.bailiwick.json.StrictJson;
import io.bailiwick.model.StateDigest;
import io.bailiwick.model.StateKind;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Digests of what a service holds of an organization, for the platform's operator, who compares
 * services by them. They are computed by a pass over the state, so nothing is kept for them.
 */
@Path("/organizations/{organization}/digests")
@Tag(name = "Digests")
@RolesAllowed("bailiwick.operate")
@Produces(MediaType.APPLICATION_JSON)
@StrictQuery
public class DigestResource {
  private final HeldState state;

  DigestResource(HeldState state) {
    this.state = state;
  }

  /** Returns the digest of each kind that the service holds. */
  @GET
  @Operation(summary = "Read the digests of the identities and accounts that the service holds")
  public Uni<Response> digests(@PathParam("organization") String organization) {
    Map<StateKind, StateDigest.Sum> sums = new EnumMap<>(StateKind.class);
    // A kind of which nothing is held has a digest too.
    state.kinds().forEach(kind -> sums.put(kind, new StateDigest.Sum()));
    return state
        .each(
            organization,
            (kind, id, version) ->
                sums.computeIfAbsent(kind, _ -> new StateDigest.Sum()).add(id, version))
        .map(
            found -> {
              Map<String, StateDigest> digests = new TreeMap<>();
              sums.forEach((kind, sum) -> digests.put(kind.wireName(), sum.digest()));
              return answer(found, digests);
            });
  }

  /** Returns the ids of some buckets with the versions that the service holds. */
  @GET
  @Path("/{kind}")
  @Operation(summary = "Read the ids and versions of some buckets of a digest")
  public Uni<Response> versions(
      @PathParam("organization") String organization,
      @PathParam("kind") String name,
      @QueryParam("buckets") @Nullable String buckets) {
    StateKind asked =
        StateKind.named(name)
            .filter(state.kinds()::contains)
            .orElseThrow(
                () -> new Refusal(Problem.of(404, "This service has no digest with that name.")));
    BitSet wanted = buckets(buckets);
    Map<String, Long> versions = new TreeMap<>();
    return state
        .each(
            organization,
            (kind, id, version) -> {
              if (kind == asked && wanted.get(StateDigest.bucket(id))) {
                versions.put(id, version);
              }
            })
        .map(found -> answer(found, Map.of("versions", versions)));
  }

  private static Response answer(boolean found, Object body) {
    if (!found) {
      throw new Refusal(Problem.of(404, "There is no organization with that id."));
    }
    return Response.ok(StrictJson.write(body)).header("Cache-Control", "no-store").build();
  }

  private static BitSet buckets(@Nullable String text) {
    BitSet buckets = new BitSet(StateDigest.BUCKETS);
    for (String number : text == null ? new String[] {""} : text.split(",", -1)) {
      if (!number.matches("[0-9]{1,3}") || Integer.parseInt(number) >= StateDigest.BUCKETS) {
        throw new Refusal(
            Problem.of(400, "buckets", "buckets must be numbers from 0 to 255, with commas."));
      }
      buckets.set(Integer.parseInt(number));
    }
    return buckets;
  }
}
