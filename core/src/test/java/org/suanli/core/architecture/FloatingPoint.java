package org.suanli.core.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Finds `float` and `double` in a class file: in fields, in signatures, and in every instruction,
/// so that a local variable is found too.
final class FloatingPoint {
  private FloatingPoint() {}

  static List<String> usesIn(JavaClass type) {
    var uses = new ArrayList<String>();
    var model = ClassFile.of().parse(bytes(type.getSource().orElseThrow().getUri()));
    for (var field : model.fields()) {
      if (isFloating(field.fieldTypeSymbol())) {
        uses.add("the field " + field.fieldName().stringValue());
      }
    }
    for (var method : model.methods()) {
      uses.addAll(usesIn(model, method));
    }
    return uses;
  }

  private static List<String> usesIn(ClassModel type, MethodModel method) {
    var uses = new ArrayList<String>();
    var name = "the method " + method.methodName().stringValue();
    if (isFloating(method.methodTypeSymbol())) {
      uses.add(name + method.methodTypeSymbol().displayDescriptor());
    }
    var code = method.code();
    if (code.isPresent()) {
      for (var element : code.get()) {
        if (element instanceof Instruction instruction && isFloating(instruction)) {
          uses.add(name + " with " + instruction.opcode() + " in " + type.thisClass().name());
        }
      }
    }
    return uses;
  }

  private static boolean isFloating(Instruction instruction) {
    return switch (instruction) {
      case OperatorInstruction i -> isFloating(i.typeKind());
      case ConvertInstruction i -> isFloating(i.fromType()) || isFloating(i.toType());
      case ConstantInstruction i -> isFloating(i.typeKind());
      case LoadInstruction i -> isFloating(i.typeKind());
      case StoreInstruction i -> isFloating(i.typeKind());
      case ArrayLoadInstruction i -> isFloating(i.typeKind());
      case ArrayStoreInstruction i -> isFloating(i.typeKind());
      case NewPrimitiveArrayInstruction i -> isFloating(i.typeKind());
      case FieldInstruction i -> isFloating(i.typeSymbol());
      case InvokeInstruction i -> isFloating(i.typeSymbol());
      case InvokeDynamicInstruction i -> isFloating(i.typeSymbol());
      default -> false;
    };
  }

  private static boolean isFloating(TypeKind kind) {
    return kind == TypeKind.FLOAT || kind == TypeKind.DOUBLE;
  }

  private static boolean isFloating(MethodTypeDesc method) {
    return isFloating(method.returnType())
        || method.parameterList().stream().anyMatch(FloatingPoint::isFloating);
  }

  private static boolean isFloating(ClassDesc type) {
    if (type.isArray()) {
      return isFloating(type.componentType());
    }
    return type.equals(ConstantDescs.CD_float)
        || type.equals(ConstantDescs.CD_double)
        || type.equals(ConstantDescs.CD_Float)
        || type.equals(ConstantDescs.CD_Double);
  }

  private static byte[] bytes(URI source) {
    try {
      return Files.readAllBytes(Path.of(source));
    } catch (IOException e) {
      throw new UncheckedIOException("The class file (" + source + ") must be readable.", e);
    }
  }
}
