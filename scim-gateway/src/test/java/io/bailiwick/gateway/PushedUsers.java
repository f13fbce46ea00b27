package io.bailiwick.gateway;

import io.bailiwick.gateway.directory.ExtensionSchemas;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;

/** An organization to which users are pushed. */
abstract class PushedUsers {
  static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  @Inject ExtensionSchemas schemas;

  Tenant acme;

  @BeforeEach
  void anOrganization() {
    acme = Tenant.make("acme");
  }

  /** What Entra ID posts. */
  static String entraUser(String name) {
    return """
    {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","%2$s"],
     "externalId":"%1$s-object-id","userName":"%1$s@Acme.example","active":true,
     "addresses":null,"phoneNumbers":null,"title":null,"department":null,
     "displayName":"Jane Doe",
     "emails":[{"primary":true,"type":"work","value":"%1$s@acme.example"}],
     "meta":{"resourceType":"User"},"name":{"givenName":"Jane","familyName":"Doe"},
     "roles":[],"password":"s3cret","%2$s":{"department":"R&D","manager":null}}"""
        .formatted(name, ENTERPRISE);
  }
}
