package org.suanli.examples.tinygpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GemmTest {

  record Product(int rows, int depth, int columns) {}

  private static Stream<Product> products() {
    return Stream.of(
        new Product(1, 1, 1),
        new Product(6, 8, 16),
        new Product(7, 3, 17),
        new Product(5, 300, 40),
        new Product(100, 257, 33),
        new Product(128, 32, 128));
  }

  @ParameterizedTest
  @MethodSource("products")
  void aProductIsTheNaiveOne(Product p) {
    Matrix a = random(p.rows(), p.depth(), 1);
    Matrix b = random(p.depth(), p.columns(), 2);
    Matrix c = random(p.rows(), p.columns(), 3);
    new Gemm().multiply(a, b, c);
    assertIsProduct(a, b, c, 0);
  }

  @ParameterizedTest
  @MethodSource("products")
  void aProductOfTransposedFactorsIsTheNaiveOne(Product p) {
    Matrix a = random(p.depth(), p.rows(), 1).transposed();
    Matrix b = random(p.columns(), p.depth(), 2).transposed();
    Matrix c = random(p.rows(), p.columns(), 3);
    new Gemm().multiply(a, b, c);
    assertIsProduct(a, b, c, 0);
  }

  @ParameterizedTest
  @MethodSource("products")
  void anAddedProductKeepsWhatWasThere(Product p) {
    Matrix a = random(p.rows(), p.depth(), 1);
    Matrix b = random(p.depth(), p.columns(), 2);
    Matrix c = Matrix.of(p.rows(), p.columns());
    java.util.Arrays.fill(c.data(), 5);
    new Gemm().multiplyAdd(a, b, c);
    assertIsProduct(a, b, c, 5);
  }

  @Test
  void aProductIntoAViewLeavesTheRestAlone() {
    Matrix whole = random(9, 40, 3);
    float[] before = whole.data().clone();
    Matrix a = random(4, 11, 1);
    Matrix b = random(11, 18, 2);
    Matrix view = whole.rows(2, 6).columns(5, 23);
    new Gemm().multiply(a, b, view);
    assertIsProduct(a, b, view, 0);
    for (int row = 0; row < 9; row++) {
      for (int column = 0; column < 40; column++) {
        boolean isInside = row >= 2 && row < 6 && column >= 5 && column < 23;
        if (!isInside) {
          assertThat(whole.at(row, column)).isEqualTo(before[row * 40 + column]);
        }
      }
    }
  }

  @Test
  void theBitsDoNotDependOnTheNumberOfThreads() {
    Matrix a = random(53, 300, 1);
    Matrix b = random(300, 37, 2);
    Matrix want = Matrix.of(53, 37);
    new Gemm().multiply(a, b, want);
    for (int threads : List.of(2, 3, 7)) {
      Matrix c = Matrix.of(53, 37);
      try (Compute compute = new Compute(threads)) {
        compute.multiply(a, b, c);
      }
      assertThat(c.data()).isEqualTo(want.data());
    }
  }

  @Test
  void shapesThatDoNotAgreeAreRefused() {
    Matrix a = Matrix.of(2, 3);
    assertThatThrownBy(() -> new Gemm().multiply(a, Matrix.of(4, 2), Matrix.of(2, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(2 x 3) * (4 x 2)");
  }

  private static Matrix random(int rows, int columns, long seed) {
    Matrix matrix = Matrix.of(rows, columns);
    SplitMix random = new SplitMix(seed);
    for (int i = 0; i < matrix.data().length; i++) {
      matrix.data()[i] = (float) random.nextGaussian();
    }
    return matrix;
  }

  private static void assertIsProduct(Matrix a, Matrix b, Matrix c, double added) {
    for (int row = 0; row < c.rows(); row++) {
      for (int column = 0; column < c.columns(); column++) {
        double want = added;
        for (int k = 0; k < a.columns(); k++) {
          want += (double) a.at(row, k) * b.at(k, column);
        }
        assertThat((double) c.at(row, column)).isCloseTo(want, within(1e-4));
      }
    }
  }
}
