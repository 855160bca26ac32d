package org.suanli.examples.tinygpt;

import jdk.incubator.vector.FloatVector;

/// Matrix multiplication for one thread: `c = a * b` and `c += a * b`.
///
/// Structure, after Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (ACM
/// TOMS 34(3), 2008): the shared dimension is cut into blocks of {@value #DEPTH_BLOCK}; `b` is
/// packed into panels 16 columns wide, `a` into panels 6 rows high, both padded with zeros; a
/// register tile of 6 x 16 sums over the block. Each element of `c` is one chain of fused
/// multiply-adds per block, blocks added in order, so its bits depend neither on the size of the
/// tile it falls in nor on how the rows are shared among threads.
final class Gemm {
  private static final int TILE_ROWS = 6;
  private static final int TILE_COLUMNS = 16;

  /// A panel of `b` (16 KiB) stays in the first-level cache.
  private static final int DEPTH_BLOCK = 256;

  /// A block of `a` (96 KiB) stays in the second-level cache.
  private static final int ROW_BLOCK = 96;

  private final float[] packedA = new float[ROW_BLOCK * DEPTH_BLOCK];
  private float[] packedB = new float[0];
  private final float[] tile = new float[TILE_ROWS * TILE_COLUMNS];

  /// Sets `c` to `a * b`; `c` must not be transposed and must not overlap the others.
  void multiply(Matrix a, Matrix b, Matrix c) {
    multiply(a, b, c, false);
  }

  /// Adds `a * b` to `c`; `c` must not be transposed and must not overlap the others.
  void multiplyAdd(Matrix a, Matrix b, Matrix c) {
    multiply(a, b, c, true);
  }

  private void multiply(Matrix a, Matrix b, Matrix c, boolean add) {
    checkShapes(a, b, c);
    for (int k = 0; k < a.columns(); k += DEPTH_BLOCK) {
      int depth = Math.min(DEPTH_BLOCK, a.columns() - k);
      packB(b.rows(k, k + depth));
      for (int row = 0; row < a.rows(); row += ROW_BLOCK) {
        int height = Math.min(ROW_BLOCK, a.rows() - row);
        packA(a.rows(row, row + height).columns(k, k + depth));
        multiplyPacked(depth, c.rows(row, row + height), add || k > 0);
      }
    }
  }

  private static void checkShapes(Matrix a, Matrix b, Matrix c) {
    boolean fits = a.columns() == b.rows() && a.rows() == c.rows() && b.columns() == c.columns();
    if (!fits || c.isTransposed()) {
      throw new IllegalArgumentException(
          "Shapes (%d x %d) * (%d x %d) -> (%d x %d) must agree, the result not transposed."
              .formatted(a.rows(), a.columns(), b.rows(), b.columns(), c.rows(), c.columns()));
    }
  }

  private void multiplyPacked(int depth, Matrix c, boolean add) {
    for (int column = 0; column < c.columns(); column += TILE_COLUMNS) {
      int width = Math.min(TILE_COLUMNS, c.columns() - column);
      for (int row = 0; row < c.rows(); row += TILE_ROWS) {
        multiplyTile(row * depth, column * depth, depth);
        int height = Math.min(TILE_ROWS, c.rows() - row);
        Matrix part = c.rows(row, row + height).columns(column, column + width);
        if (width == TILE_COLUMNS) {
          storeWide(part, add);
        } else {
          storeNarrow(part, add);
        }
      }
    }
  }

  private void storeWide(Matrix c, boolean add) {
    float[] data = c.data();
    for (int row = 0; row < c.rows(); row++) {
      int at = c.offset() + row * c.stride();
      for (int lane = 0; lane < TILE_COLUMNS; lane += Lanes.COUNT) {
        FloatVector sum = FloatVector.fromArray(Lanes.SPECIES, tile, row * TILE_COLUMNS + lane);
        if (add) {
          sum = FloatVector.fromArray(Lanes.SPECIES, data, at + lane).add(sum);
        }
        sum.intoArray(data, at + lane);
      }
    }
  }

  private void storeNarrow(Matrix c, boolean add) {
    float[] data = c.data();
    for (int row = 0; row < c.rows(); row++) {
      int at = c.offset() + row * c.stride();
      for (int column = 0; column < c.columns(); column++) {
        float sum = tile[row * TILE_COLUMNS + column];
        data[at + column] = add ? data[at + column] + sum : sum;
      }
    }
  }

  private void packA(Matrix a) {
    float[] from = a.data();
    int rowStep = a.isTransposed() ? 1 : a.stride();
    int columnStep = a.isTransposed() ? a.stride() : 1;
    int depth = a.columns();
    for (int row = 0; row < a.rows(); row += TILE_ROWS) {
      int height = Math.min(TILE_ROWS, a.rows() - row);
      int panel = row * depth;
      for (int i = 0; i < TILE_ROWS; i++) {
        int start = a.offset() + (row + i) * rowStep;
        for (int k = 0; k < depth; k++) {
          packedA[panel + k * TILE_ROWS + i] = i < height ? from[start + k * columnStep] : 0;
        }
      }
    }
  }

  private void packB(Matrix b) {
    int panels = (b.columns() + TILE_COLUMNS - 1) / TILE_COLUMNS;
    int size = panels * TILE_COLUMNS * b.rows();
    if (packedB.length < size) {
      packedB = new float[size];
    }
    for (int column = 0; column < b.columns(); column += TILE_COLUMNS) {
      int width = Math.min(TILE_COLUMNS, b.columns() - column);
      packPanel(b.columns(column, column + width), column * b.rows());
    }
  }

  private void packPanel(Matrix b, int panel) {
    float[] from = b.data();
    int depth = b.rows();
    if (b.columns() < TILE_COLUMNS) {
      java.util.Arrays.fill(packedB, panel, panel + depth * TILE_COLUMNS, 0);
    }
    for (int i = 0; i < b.columns() && b.isTransposed(); i++) {
      int start = b.offset() + i * b.stride();
      for (int k = 0; k < depth; k++) {
        packedB[panel + k * TILE_COLUMNS + i] = from[start + k];
      }
    }
    for (int k = 0; k < depth && !b.isTransposed(); k++) {
      int start = b.offset() + k * b.stride();
      System.arraycopy(from, start, packedB, panel + k * TILE_COLUMNS, b.columns());
    }
  }

  /// The register tile: 12 accumulators, 2 vectors of `b` and one broadcast element of `a` fit the
  /// 16 vector registers of AVX2.
  private void multiplyTile(int panelA, int panelB, int depth) {
    float[] a = packedA;
    float[] b = packedB;
    FloatVector zero = FloatVector.zero(Lanes.SPECIES);
    FloatVector c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero;
    FloatVector c30 = zero, c31 = zero, c40 = zero, c41 = zero, c50 = zero, c51 = zero;
    for (int k = 0; k < depth; k++) {
      int atA = panelA + k * TILE_ROWS;
      int atB = panelB + k * TILE_COLUMNS;
      FloatVector b0 = FloatVector.fromArray(Lanes.SPECIES, b, atB);
      FloatVector b1 = FloatVector.fromArray(Lanes.SPECIES, b, atB + Lanes.COUNT);
      FloatVector a0 = FloatVector.broadcast(Lanes.SPECIES, a[atA]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(Lanes.SPECIES, a[atA + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(Lanes.SPECIES, a[atA + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.broadcast(Lanes.SPECIES, a[atA + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      FloatVector a4 = FloatVector.broadcast(Lanes.SPECIES, a[atA + 4]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      FloatVector a5 = FloatVector.broadcast(Lanes.SPECIES, a[atA + 5]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
    }
    storeRow(0, c00, c01);
    storeRow(1, c10, c11);
    storeRow(2, c20, c21);
    storeRow(3, c30, c31);
    storeRow(4, c40, c41);
    storeRow(5, c50, c51);
  }

  private void storeRow(int row, FloatVector left, FloatVector right) {
    left.intoArray(tile, row * TILE_COLUMNS);
    right.intoArray(tile, row * TILE_COLUMNS + Lanes.COUNT);
  }
}
