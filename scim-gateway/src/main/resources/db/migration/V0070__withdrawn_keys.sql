-- A signing key that has leaked is taken back.
grant delete on signing_key to "${runtime}";
