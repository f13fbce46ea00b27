package io.bailiwick.client.example;

import io.quarkus.security.PermissionsAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

/** Quarkus: an endpoint that runs only if the check allows it, and otherwise answers 403. */
@Path("/models/{owner}/{name}")
public class ModelsResource {
  @POST
  @PermissionsAllowed("repository.create")
  public String create(
      @PathParam("owner") String owner,
      @PathParam("name") String name,
      @QueryParam("visibility") @DefaultValue("private") String visibility) {
    return owner + "/" + name + " is " + visibility;
  }
}
