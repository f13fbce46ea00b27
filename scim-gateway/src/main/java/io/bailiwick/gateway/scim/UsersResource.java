package io.bailiwick.gateway.scim;

import io.bailiwick.gateway.directory.IdentityDirectory;
import io.bailiwick.gateway.directory.rules.IdentityCommand;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.scim.message.UserBody;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Path;

/** The endpoint {@code /Users}. */
@Path("/scim/v2/{organization}/Users")
@RolesAllowed(ScimCaller.ROLE)
public class UsersResource extends ResourceEndpoint<IdentityCommand, StoredIdentity> {
  UsersResource(
      IdentityDirectory directory,
      UserView view,
      ScimCaller caller,
      Representation representation,
      ScimMedia media,
      ListEndpoint lists) {
    super(UserBody::new, directory, view, caller, representation, media, lists);
  }
}
