package io.bailiwick.gateway.scim;

import io.bailiwick.gateway.directory.GroupDirectory;
import io.bailiwick.gateway.directory.rules.GroupCommand;
import io.bailiwick.gateway.directory.rules.StoredGroup;
import io.bailiwick.gateway.scim.message.GroupBody;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Path;

/** The endpoint {@code /Groups}. */
@Path("/scim/v2/{organization}/Groups")
@RolesAllowed(ScimCaller.ROLE)
public class GroupsResource extends ResourceEndpoint<GroupCommand, StoredGroup> {
  GroupsResource(
      GroupDirectory directory,
      GroupView view,
      ScimCaller caller,
      Representation representation,
      ScimMedia media,
      ListEndpoint lists) {
    super(GroupBody::new, directory, view, caller, representation, media, lists);
  }
}
