package io.bailiwick.gateway.openid;

import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Prompt;
import java.util.List;
import java.util.Optional;

/** What a platform service asks of the authorization endpoint. */
record Asked(AuthenticationRequest request) {

  /** The organization or handle that it names. */
  Optional<String> named() {
    List<String> given = request.getCustomParameter("organization");
    return Optional.ofNullable(given)
        .flatMap(values -> values.stream().findFirst())
        .or(() -> Optional.ofNullable(request.getLoginHint()).filter(hint -> !hint.contains("@")));
  }

  /** The request once the person has signed in as it asked for. */
  String afterwards() {
    return new AuthenticationRequest.Builder(request).prompt((Prompt) null).build().toQueryString();
  }
}
