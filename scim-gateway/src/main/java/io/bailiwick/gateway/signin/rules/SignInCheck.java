package io.bailiwick.gateway.signin.rules;

import java.util.Optional;

/**
 * The checks of a sign-in. Each tells the administrator what failed and how to fix it. If the fix
 * is a request to this service, the text holds that request.
 */
public enum SignInCheck {
  NO_CONNECTION(
      "The organization has no enabled connection.",
      "Enable a tested connection: POST /organizations/{organization}/connections/{connection}/enable."
          + " A new one begins with POST /organizations/{organization}/connections"
          + " {\"issuer\": \"https://idp.example\", \"clientId\": \"...\", \"clientSecret\": \"...\"}.",
      Person.NOT_SET_UP),
  STATE(
      "The answer does not belong to a sign-in that this browser began in the last 10 minutes.",
      "Start again from the beginning; check that cookies are allowed and that the callback's address"
          + " was not opened by itself.",
      Person.AGAIN),
  RECOVERY_CODE(
      "The recovery code is not the organization's, or it was used or replaced.",
      "Issue a new one, which replaces the others:"
          + " POST /organizations/{organization}/break-glass/recovery-code.",
      Person.RECOVERY),
  CONNECTION_CHANGED(
      "The connection was changed or disabled while the person was signing in.",
      "Sign in again; if the connection is disabled, enable one:"
          + " POST /organizations/{organization}/connections/{connection}/enable.",
      Person.AGAIN),
  IDENTITY_PROVIDER_ERROR(
      "The identity provider answered with an error instead of a code.",
      "Look the error up in the identity provider's sign-in log: often the person is not assigned to"
          + " the application, or the redirect URI is not registered.",
      Person.ASK),
  RESPONSE_ISSUER(
      "The answer names another issuer than the connection (RFC 9207): a mix-up.",
      "Set the connection's issuer to exactly what the provider's discovery document says:"
          + Request.ISSUER,
      Person.ASK),
  IDENTITY_PROVIDER_UNAVAILABLE(
      "The identity provider did not answer, or its answer is not valid in OpenID Connect.",
      "Open the issuer's /.well-known/openid-configuration; check network and issuer.",
      Person.LATER),
  TOKEN_ENDPOINT(
      "The identity provider did not accept the code.",
      "invalid_client, unauthorized_client: the client secret or its form (clientAuthentication) is"
          + " wrong or expired:"
          + Request.CONNECTION
          + "{\"clientSecret\": \"...\"}."
          + " invalid_grant: the code was used twice, or the redirect URI differs.",
      Person.ASK),
  ID_TOKEN(
      "The ID token is not signed by the provider's published keys with a public-key algorithm, or"
          + " lacks a claim that OpenID Connect requires.",
      "Let the provider sign ID tokens with RS256, PS256, ES256 or EdDSA (Ed25519), publish its keys,"
          + " and state iss, sub, aud, exp and iat.",
      Person.ASK),
  CLAIM_INVALID(
      "A claim has a form that cannot be accepted.",
      "Correct the claim at the provider; the detail says which one and what is wrong with it.",
      Person.ASK),
  ID_TOKEN_ISSUER(
      "The ID token's iss is not the connection's issuer, character by character.",
      "Set the connection's issuer to exactly what the provider's tokens say:" + Request.ISSUER,
      Person.ASK),
  ID_TOKEN_AUDIENCE(
      "The ID token is not for this client (aud, azp).",
      "Set the connection's clientId to the application's client id:"
          + Request.CONNECTION
          + "{\"clientId\": \"...\", \"clientSecret\": \"...\"}.",
      Person.ASK),
  ID_TOKEN_EXPIRED(
      "The ID token has expired, or is from the future.",
      "Check the clocks of the provider and of this service.",
      Person.AGAIN),
  NONCE(
      "The ID token was issued for another sign-in (nonce).",
      "Start again. If it fails again, the provider does not copy the nonce.",
      Person.AGAIN),
  AUTHENTICATION_AGE(
      "The person authenticated at the identity provider longer ago than the platform asked for.",
      "Let the provider honour max_age and state auth_time.",
      Person.AGAIN),
  SIGNED_OUT(
      "The person was signed out, by the identity provider or the operator, while signing in.",
      "Sign in again.",
      Person.AGAIN),
  USER_INFO(
      "The UserInfo endpoint did not answer, or its answer is about another person.",
      "Allow the client to use UserInfo, or switch it off if the ID token has all claims:"
          + Request.CONNECTION
          + "{\"userInfo\": false}.",
      Person.ASK),
  CLAIMS_TOO_LARGE(
      "The identity provider states more than 32 kB of claims.",
      "Restrict the groups claim to the groups that are assigned to the application.",
      Person.ASK),
  SUBJECT_MISSING(
      "The subject claim is missing or not a text.",
      "Let the provider send it, or use a claim that every token has:"
          + Request.CONNECTION
          + "{\"subjectClaim\": \"sub\"}.",
      Person.ASK),
  ATTRIBUTES_MISSING(
      "Claims that the organization requires are missing or empty.",
      "Let the provider send them, or do not require them:"
          + Request.SETTINGS
          + "{\"signIn\": {\"requiredAttributes\": []}}.",
      Person.ASK),
  ATTRIBUTES_INVALID(
      "Claims cannot be a user's attributes.", "Correct them at the provider.", Person.ASK),
  USER_NAME_MISSING(
      "There is no user name for a new person: neither the claim that the connection names nor an"
          + " e-mail address can be used.",
      "Let the provider send one of them, or set the connection's userNameClaim.",
      Person.ASK),
  GROUP_REQUIRED(
      "The person does not have the value that signIn.requiredGroup asks for.",
      "Put the person into the group and let the provider send the claim, or require no group:"
          + Request.SETTINGS
          + "{\"signIn\": {\"requiredGroup\": null}}.",
      Person.ASK),
  NOT_PROVISIONED(
      "SCIM has pushed no person with this subject, and sign-in creates no accounts"
          + " (signIn.provisioning=SCIM_ONLY).",
      "Assign the person to the SCIM application, or switch just-in-time provisioning on:"
          + Request.SETTINGS
          + "{\"signIn\": {\"provisioning\": \"JUST_IN_TIME\"}}.",
      Person.ASK),
  DEACTIVATED(
      "The identity provider has deactivated the person by SCIM.",
      "Reactivate the person at the identity provider.",
      Person.ASK),
  DELETED(
      "The identity provider has deleted the person by SCIM.",
      "Push the person again by SCIM: a deleted person cannot come back by signing in.",
      Person.ASK),
  LOCKED(
      "The operator has locked the person's account.",
      "Unlock it: DELETE /organizations/{organization}/identities/{id}/lock.",
      Person.ASK),
  ORGANIZATION_LOCKED_DOWN(
      "The organization is locked down.",
      "Lift it: DELETE /organizations/{organization}/lockdown.",
      Person.ASK),
  USER_NAME_TAKEN(
      "Another person of the organization, with another key, has this user name.",
      "If it is the same person, let SCIM's externalId and the connection's subjectClaim be the same"
          + " value (Entra ID: objectId and oid).",
      Person.ASK),
  EMAIL_TAKEN(
      "Another person of the organization, with another key, has this e-mail address.",
      "If it is the same person, let SCIM's externalId and the connection's subjectClaim be the same"
          + " value; an address that the provider does not vouch for (email_verified) links no accounts.",
      Person.ASK),
  LAST_ADMIN(
      "The claims would take the role of the organization's last administrator away"
          + " (lastAdmin=PROTECT_LAST_ADMIN).",
      "Give another person the admin role first, or switch the protection off:"
          + Request.SETTINGS
          + "{\"lastAdmin\": \"ACCEPT\"}.",
      Person.ASK),
  QUOTA_REACHED(
      "The organization has as many identities, or deleted ones, as it may.",
      "Ask the platform's operator to raise bailiwick.gateway.identities-per-organization or"
          + " bailiwick.gateway.deleted-identities-per-organization.",
      Person.ASK);

  private final String failed;
  private final String mend;
  private final String person;

  SignInCheck(String failed, String mend, String person) {
    this.failed = failed;
    this.mend = mend;
    this.person = person;
  }

  /** Returns the failed check, for the administrator. */
  public String failed() {
    return failed;
  }

  /**
   * Returns the fix, for the administrator.
   *
   * @param connection the connection of the sign-in, if it had one
   */
  public String mend(String organization, Optional<String> connection) {
    return mend.replace("{organization}", organization)
        .replace("{connection}", connection.orElse("{connection}"));
  }

  /** Returns the text for the person, which says nothing about any account. */
  public String person() {
    return person;
  }

  /** The requests that fix something, up to the body. */
  private static final class Request {
    static final String SETTINGS = " PATCH /organizations/{organization} ";
    static final String CONNECTION =
        " PATCH /organizations/{organization}/connections/{connection} ";
    static final String ISSUER =
        CONNECTION + "{\"issuer\": \"https://idp.example\", \"clientSecret\": \"...\"}.";
  }

  private static final class Person {
    static final String NOT_SET_UP =
        "Sign-in is not set up yet for your organization. Ask its administrator, or the operator of this"
            + " platform, to enable a connection to its identity provider.";
    static final String ASK =
        "Your organization does not let you in at the moment. Its administrator can say why.";
    static final String RECOVERY =
        "That recovery code is not valid. Check for typos; each code works once.";
    static final String AGAIN = "The sign-in was interrupted. Please start again.";
    static final String LATER =
        "Your organization's identity provider does not answer. Please try again later.";
  }
}
