package io.bailiwick.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/** Rules know no framework, no clock, no I/O: what every service's architecture test asks for. */
public final class PureRules {
  private PureRules() {}

  /** The rule for some packages. */
  public static ArchRule in(String... packages) {
    return of(JavaClass.Predicates.resideInAnyPackage(packages));
  }

  /** The rule for some classes. */
  public static ArchRule of(DescribedPredicate<? super JavaClass> rules) {
    return noClasses()
        .that(rules)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.quarkus..",
            "io.smallrye..",
            "io.vertx..",
            "jakarta..",
            "org.hibernate..",
            "org.apache.kafka..",
            "java.util.concurrent..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.bailiwick.outbox.StoredTime");
  }
}
