package org.suanli.examples.tinygpt;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The vector shape of every kernel, and the operations whose bits must not depend on the machine.
///
/// 256 bits always, whatever the machine prefers: another width would sum in another order. For the
/// same reason there is no lane reduction (its order is unspecified) and no library exponential
/// (compiled and interpreted code may round it differently): all here is additions, multiplications
/// and fused multiply-adds, which are exactly rounded everywhere.
final class Lanes {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;
  static final int COUNT = 8;

  private static final float LOG2_E = 1.442695f;

  /// Adding and subtracting 1.5 * 2^23 rounds a small float to the nearest integer.
  private static final float ROUND = 12582912f;

  /// Below this, the exponential is taken as zero.
  private static final float EXP_MIN = -87f;

  private Lanes() {}

  /// Whether this machine has vectors of that width; elsewhere each is emulated, at great cost.
  static boolean areNative() {
    return VectorShape.preferredShape().vectorBitSize() >= SPECIES.vectorBitSize();
  }

  /// The sum of the eight lanes, as a fixed tree.
  static float sum(FloatVector v) {
    float low = (v.lane(0) + v.lane(1)) + (v.lane(2) + v.lane(3));
    float high = (v.lane(4) + v.lane(5)) + (v.lane(6) + v.lane(7));
    return low + high;
  }

  static float max(FloatVector v) {
    float low = Math.max(Math.max(v.lane(0), v.lane(1)), Math.max(v.lane(2), v.lane(3)));
    float high = Math.max(Math.max(v.lane(4), v.lane(5)), Math.max(v.lane(6), v.lane(7)));
    return Math.max(low, high);
  }

  /// e to the power of x for x at most 0; 0 below -87; relative error below 3e-7.
  ///
  /// x = n * ln 2 + r with |r| at most 0.35; e^r by its Taylor polynomial of degree 7; 2^n by
  /// writing n into the exponent bits. ln 2 is split in two so that r keeps its low bits.
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.max(EXP_MIN);
    FloatVector shifted = clamped.mul(LOG2_E).add(ROUND);
    FloatVector n = shifted.sub(ROUND);
    FloatVector r = n.fma(broadcast(-0x1.63p-1f), clamped);
    r = n.fma(broadcast(0x1.bd0106p-13f), r);
    FloatVector p = broadcast(1f / 5040);
    p = p.fma(r, broadcast(1f / 720));
    p = p.fma(r, broadcast(1f / 120));
    p = p.fma(r, broadcast(1f / 24));
    p = p.fma(r, broadcast(1f / 6));
    p = p.fma(r, broadcast(0.5f));
    p = p.fma(r, broadcast(1f));
    p = p.fma(r, broadcast(1f));
    IntVector exponent =
        shifted
            .reinterpretAsInts()
            .sub(Float.floatToRawIntBits(ROUND) - 127)
            .lanewise(VectorOperators.LSHL, 23);
    FloatVector result = p.mul(exponent.reinterpretAsFloats());
    return result.blend(0f, x.compare(VectorOperators.LT, EXP_MIN));
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }
}
