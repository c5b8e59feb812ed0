package dev.xmcgan.gateway.json;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Set;

/** The text must be one of these; absent is good. */
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = OneOf.Check.class)
public @interface OneOf {
  /** All that is taken. */
  String[] value();

  String message();

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Compares. */
  final class Check implements ConstraintValidator<OneOf, String> {
    private Set<String> allowed = Set.of();

    @Override
    public void initialize(OneOf constraint) {
      this.allowed = Set.of(constraint.value());
    }

    @Override
    public boolean isValid(String value, ConstraintValidatorContext context) {
      return value == null || allowed.contains(value);
    }
  }
}
