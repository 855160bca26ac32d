package org.suanli.examples.tinygpt;

/// A view of a matrix inside an array. Element (row, column) lies at `offset + row * stride +
/// column`, or, where transposed, at `offset + column * stride + row`.
///
/// The six numbers belong together: views cost nothing, so heads, slices of weights and transposes
/// are views and never copies.
///
/// @param stride the distance between neighbouring rows (columns, where transposed)
@SuppressWarnings("ArrayRecordComponent") // A view shares its array, on purpose.
record Matrix(float[] data, int offset, int rows, int columns, int stride, boolean isTransposed) {

  static Matrix of(int rows, int columns) {
    return of(new float[Math.multiplyExact(rows, columns)], 0, rows, columns);
  }

  static Matrix of(float[] data, int offset, int rows, int columns) {
    return new Matrix(data, offset, rows, columns, columns, false);
  }

  Matrix transposed() {
    return new Matrix(data, offset, columns, rows, stride, !isTransposed);
  }

  /// Rows `from` to `to` (exclusive).
  Matrix rows(int from, int to) {
    int start = index(from, 0);
    return new Matrix(data, start, to - from, columns, stride, isTransposed);
  }

  /// Columns `from` to `to` (exclusive).
  Matrix columns(int from, int to) {
    int start = index(0, from);
    return new Matrix(data, start, rows, to - from, stride, isTransposed);
  }

  int index(int row, int column) {
    return isTransposed ? offset + column * stride + row : offset + row * stride + column;
  }

  float at(int row, int column) {
    return data[index(row, column)];
  }
}
