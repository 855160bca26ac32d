package org.suanli.simulation.packing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.suanli.core.units.ModelName;

/// Fragmentation gradient descent: the node whose fragmentation grows least, and the device there.
///
/// A node's fragmentation is the idle accelerator-milli that a typical pod could not use, in the
/// mean over the pods that are typical of the workload: all of it where such a pod does not fit or
/// needs no accelerator, and what lies on devices with too little elsewhere. The score is the
/// sigmoid of its decrease in accelerators. Sums are made kind by kind, as the authors make them:
/// where nothing changes, the last bit decides a percent.
///
/// 1. Weng et al., "Beware of fragmentation: scheduling GPU-sharing workloads with fragmentation
///    gradient descent" (ATC 2023).
final class Fgd implements Scoring {
  /// Shapes are typical, the most frequent first, until they are as much of all pods.
  private static final double TYPICAL = 0.95;

  private final List<Typical> typical;
  private final double[] sums = new double[Kind.values().length];

  /// @param frequency its part of the typical pods
  private record Typical(
      long cpus, int devices, int milli, List<ModelName> models, double frequency) {}

  /// Why idle accelerators are of no use to a pod.
  private enum Kind {
    NO_CPUS_NOR_DEVICES,
    NO_DEVICES,
    NO_CPUS,
    NEEDS_NONE,
    NEEDS_NONE_NO_CPUS,
    OTHER_MODEL
  }

  /// What makes two pods alike: their memory does not.
  private record Like(long cpus, int milli, int devices, List<ModelName> models) {
    /// The most first where two are as frequent.
    static final Comparator<Like> ORDER =
        Comparator.comparingLong(Like::cpus)
            .thenComparingInt(Like::milli)
            .thenComparingInt(Like::devices)
            .thenComparing(
                like -> like.models.stream().map(ModelName::value).collect(Collectors.joining("|")))
            .reversed();
  }

  /// @param workload every pod of it
  Fgd(List<Shape> workload) {
    var counts = new LinkedHashMap<Like, Integer>();
    for (var shape : workload) {
      counts.merge(
          new Like(shape.cpus().milli(), shape.milli(), shape.devices(), shape.models()),
          1,
          Integer::sum);
    }
    var byFrequency =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<Like, Integer>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry::getKey, Like.ORDER))
            .toList();
    double total = workload.size();
    double sum = 0;
    var most = new ArrayList<Map.Entry<Like, Integer>>();
    for (var like : byFrequency) {
      if (sum >= TYPICAL * total) {
        break;
      }
      most.add(like);
      sum += like.getValue();
    }
    double part = sum / total;
    typical =
        most.stream().map(like -> typical(like.getKey(), like.getValue() / total / part)).toList();
  }

  private static Typical typical(Like like, double frequency) {
    return new Typical(like.cpus, like.devices, like.milli, like.models, frequency);
  }

  @Override
  public long score(PackedNode node, Shape shape) {
    double before = fragmentation(node.cpus(), node.idle(), node.spec().model());
    return shape.isShare()
        ? bestDevice(node, shape, before).score
        : score(before, fragmentationWith(node, shape));
  }

  @Override
  public int device(PackedNode node, Shape shape) {
    double before = fragmentation(node.cpus(), node.idle(), node.spec().model());
    return bestDevice(node, shape, before).device;
  }

  private record Choice(int device, int score) {}

  /// The first of several.
  private Choice bestDevice(PackedNode node, Shape shape, double before) {
    var idle = node.idle();
    long cpus = node.cpus() - shape.cpus().milli();
    var best = new Choice(0, -1);
    for (int device = 0; device < idle.length; device++) {
      if (idle[device] >= shape.milli()) {
        idle[device] -= shape.milli();
        int score = score(before, fragmentation(cpus, idle, node.spec().model()));
        idle[device] += shape.milli();
        best = score > best.score ? new Choice(device, score) : best;
      }
    }
    return best;
  }

  private double fragmentationWith(PackedNode node, Shape shape) {
    var idle = node.idle();
    PackedNode.takeWhole(idle, shape.devices());
    return fragmentation(node.cpus() - shape.cpus().milli(), idle, node.spec().model());
  }

  private static int score(double before, double after) {
    double accelerators = (before - after) / Shape.WHOLE;
    return (int) (1 / (1 + StrictMath.exp(-accelerators)) * PERCENT);
  }

  private double fragmentation(long cpus, int[] idle, ModelName model) {
    int total = Arrays.stream(idle).sum();
    if (total == 0) {
      return 0;
    }
    Arrays.fill(sums, 0);
    for (var pod : typical) {
      boolean hasCpus = cpus >= pod.cpus;
      if (pod.devices == 0) {
        add(hasCpus ? Kind.NEEDS_NONE : Kind.NEEDS_NONE_NO_CPUS, pod, total);
      } else if (!pod.models.isEmpty() && !pod.models.contains(model)) {
        add(Kind.OTHER_MODEL, pod, total);
      } else {
        addOnDevices(pod, idle, total, hasCpus);
      }
    }
    double sum = 0;
    for (double each : sums) {
      sum += each;
    }
    return sum;
  }

  private void addOnDevices(Typical pod, int[] idle, int total, boolean hasCpus) {
    int enough = 0;
    int unusable = 0;
    for (int each : idle) {
      enough += each >= pod.milli ? 1 : 0;
      unusable += each >= pod.milli ? 0 : each;
    }
    if (enough < pod.devices) {
      add(hasCpus ? Kind.NO_DEVICES : Kind.NO_CPUS_NOR_DEVICES, pod, total);
    } else if (hasCpus) {
      add(Kind.NO_DEVICES, pod, unusable);
    } else {
      add(Kind.NO_CPUS, pod, total);
    }
  }

  private void add(Kind kind, Typical pod, int milli) {
    sums[kind.ordinal()] += pod.frequency * milli;
  }
}
