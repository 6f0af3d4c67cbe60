/* The native part of the demo: a parallel sum, so that the wheel needs an OpenMP runtime from its host. */
#include <stddef.h>

double demo_sum(const double *values, size_t count) {
  double total = 0;
#pragma omp parallel for reduction(+ : total)
  for (size_t i = 0; i < count; i++) total += values[i];
  return total;
}
