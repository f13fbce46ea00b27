package io.bailiwick.enforcer.projection;

import io.bailiwick.enforcer.decision.Grants;
import io.bailiwick.enforcer.decision.Grants.Held;
import io.bailiwick.model.Grant;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The grants of all accounts, each set of them as one object. A set that no account has any more is
 * forgotten, because only accounts hold on to it. If there are very many different sets, further
 * ones are not shared: an entry here takes more memory than a set.
 */
final class SharedGrants {
  private static final int MOST = 100_000;

  private final int most;
  private final Map<Grants, WeakReference<Grants>> sets = new WeakHashMap<>();

  /** The single grants, whose names many sets have in common. */
  private final Map<Held, WeakReference<Held>> single = new WeakHashMap<>();

  SharedGrants() {
    this(MOST);
  }

  /** Shares at most so many sets, and as many single grants. */
  SharedGrants(int most) {
    this.most = most;
  }

  /** Returns the one object for an account's grants. */
  synchronized Grants of(List<Grant> grants) {
    if (grants.isEmpty()) {
      return Grants.NONE;
    }
    return shared(
        sets,
        new Grants(
            grants.stream()
                .map(grant -> shared(single, new Held(grant.resourceGroup(), grant.role())))
                .toList()));
  }

  /** Returns the number of different sets that accounts have, or had a moment ago. */
  synchronized int size() {
    return sets.size();
  }

  private <T> T shared(Map<T, WeakReference<T>> known, T one) {
    WeakReference<T> reference = known.get(one);
    @Nullable T present = reference == null ? null : reference.get();
    if (present != null) {
      return present;
    }
    if (known.size() < most) {
      known.put(one, new WeakReference<>(one));
    }
    return one;
  }
}
