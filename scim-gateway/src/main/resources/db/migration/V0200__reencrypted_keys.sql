-- After a change of the encryption key the service encrypts its signing keys again.
grant update (sealed) on signing_key to "${runtime}";
