package io.bailiwick.enforcer.settings;

/** Whether the server asks callers for certificates when they connect by TLS. */
public enum ClientCertificates {
  NONE,
  REQUEST,
  REQUIRED
}
