using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Surety.Tests.Architecture;

/// <summary>What a reader may rely on without looking: the engine is pure, exact, immutable, and its chapters point one way.</summary>
public sealed class ArchitectureTests
{
    /// <summary>The folders of the engine in reading order. One may use those before it, and the root, which may use none of them.</summary>
    static readonly string[] Chapters =
    [
        "", "Text", "Calendars", "Clocks", "Facts", "Scope", "Metrics", "Levels", "Reporting", "Escalation", "Agreements", "Templates", "Statements", "Contract", "Backtests", "Changes", "Journal",
    ];

    /// <summary>Inexact numbers, a machine's idea of time, and waiting.</summary>
    static readonly Type[] Foreign =
    [
        typeof(double), typeof(float), typeof(Half), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(Task), typeof(Task<>), typeof(ValueTask), typeof(ValueTask<>),
    ];

    const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly Assembly Engine = typeof(Problem).Assembly;

    static readonly Type[] Types = [.. Engine.GetTypes().Where(t => t.Namespace is { } n && (n == "Surety" || n.StartsWith("Surety.", StringComparison.Ordinal)))];

    static readonly Type[] Written = [.. Types.Where(t => !t.Name.Contains('<') && !t.IsDefined(typeof(CompilerGeneratedAttribute)))];

    [Fact]
    public void The_engine_references_only_the_base_library_NodaTime_and_YamlDotNet()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        var strangers = Engine.GetReferencedAssemblies().Select(a => a.Name!).Where(name => name is not ("NodaTime" or "YamlDotNet")
            && !(name.StartsWith("System", StringComparison.Ordinal) && File.Exists(Path.Combine(runtime, name + ".dll"))));

        strangers.ShouldBeEmpty();
    }

    [Fact]
    public void The_engine_has_no_network_no_console_and_no_processes()
    {
        string[] doors = ["System.Net", "System.Console", "System.Diagnostics.Process", "System.IO.Pipes", "System.Threading.Thread"];

        var opened = Engine.GetReferencedAssemblies().Select(a => a.Name!).Where(name => doors.Any(d => name.StartsWith(d, StringComparison.Ordinal)));

        opened.ShouldBeEmpty();
    }

    [Fact]
    public void No_public_member_speaks_of_inexact_numbers_machine_time_or_tasks()
    {
        var found = from type in Written
                    where type.IsVisible
                    from member in type.GetMembers(Declared)
                    where IsPublic(member)
                    from used in SignatureOf(member)
                    where Foreign.Contains(used)
                    select $"{type}.{member.Name} uses {used.Name}";

        found.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void No_public_member_shows_the_YAML_library()
    {
        var found = from type in Written
                    where type.IsVisible
                    from member in type.GetMembers(Declared)
                    where IsPublic(member) && SignatureOf(member).Any(used => used.Assembly.GetName().Name == "YamlDotNet")
                    select $"{type}.{member.Name}";

        found.ShouldBeEmpty();
    }

    [Fact]
    public void No_binary_floating_point_anywhere_in_the_engine()
    {
        Type[] inexact = [typeof(double), typeof(float), typeof(Half)];
        var declared = from type in Types
                       from member in type.GetMembers(Declared)
                       where SignatureOf(member).Any(inexact.Contains)
                       select $"{type}.{member.Name}";
        var called = from type in Types
                     from body in BodiesOf(type)
                     from used in Il.MembersIn(body)
                     where SignatureOf(used).Any(inexact.Contains)
                     select $"{type}.{body.Name} uses {used.DeclaringType}.{used.Name}";

        declared.Concat(called).Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void Every_class_is_sealed_static_or_closed()
    {
        var open = from type in Written
                   where type.IsClass && !type.IsSealed && !typeof(Delegate).IsAssignableFrom(type)
                   where !IsClosed(type) && !Opened.Contains(type)
                   select type.ToString();

        open.ShouldBeEmpty();
    }

    [Fact]
    public void The_cases_of_a_closed_record_lie_inside_it()
    {
        var strays = from type in Written
                     where type.BaseType is { } parent && Definition(parent).Assembly == Engine && type.DeclaringType != Definition(parent) && !Opened.Contains(parent)
                     select $"{type} is a case of {type.BaseType} and stands elsewhere";

        strays.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_public_can_be_set_after_it_was_made()
    {
        var properties = from type in Written
                         from property in type.GetProperties(Declared)
                         where property.SetMethod is { IsPublic: true } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
                         select $"{type}.{property.Name}";
        var fields = from type in Written
                     where !type.IsEnum
                     from field in type.GetFields(Declared)
                     where field is { IsPublic: true, IsInitOnly: false, IsLiteral: false }
                     select $"{type}.{field.Name}";

        properties.Concat(fields).ShouldBeEmpty();
    }

    [Fact]
    public void No_static_state_changes()
    {
        var found = from type in Written
                    from field in type.GetFields(Declared)
                    where field is { IsStatic: true, IsInitOnly: false, IsLiteral: false } && !field.Name.Contains('<')
                    select $"{type}.{field.Name}";

        found.ShouldBeEmpty();
    }

    [Fact]
    public void Every_folder_of_the_engine_has_its_place_in_the_order() =>
        Types.Select(ChapterOf).Distinct().Except(Chapters).ShouldBeEmpty("add the folder to Chapters, after everything it uses");

    [Fact]
    public void A_chapter_uses_only_those_before_it()
    {
        var back = from type in Types
                   let place = Array.IndexOf(Chapters, ChapterOf(type))
                   from used in UsedBy(type)
                   where used.Assembly == Engine && Array.IndexOf(Chapters, ChapterOf(used)) > place
                   select $"{type} uses {used}";

        back.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void Namespaces_are_folders()
    {
        var root = SourceRoot();
        Assert.SkipWhen(root is null, "The source tree is not around.");

        var wrong = from file in Directory.EnumerateFiles(Path.Combine(root!, "src"), "*.cs", SearchOption.AllDirectories)
                    let place = Path.GetRelativePath(Path.Combine(root!, "src"), Path.GetDirectoryName(file)!)
                    let expected = place.Replace(Path.DirectorySeparatorChar, '.')
                    let found = Regex.Match(File.ReadAllText(file), @"^namespace\s+([\w.]+)", RegexOptions.Multiline).Groups[1].Value
                    where found != expected && !(found.Length == 0 && Path.GetFileName(file) == "Program.cs")
                    select $"{Path.GetRelativePath(root!, file)}: namespace {found}, expected {expected}";

        wrong.ShouldBeEmpty();
    }

    static string? SourceRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Surety.slnx"))) return folder.FullName;
        return null;
    }

    static string ChapterOf(Type type) => type.Namespace is { } name && name.StartsWith("Surety.", StringComparison.Ordinal) ? name.Split('.')[1] : "";

    static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    /// <summary>What is worked out when somebody asks, by whoever knows how: there is one of each for many thousand verdicts, so it is one object and not a delegate with what it needs. Nobody outside can derive from them, either.</summary>
    static readonly Type[] Opened = [typeof(Derivation), typeof(Surety.Metrics.Misses), typeof(Surety.Metrics.TimeOfWindow), typeof(Surety.Levels.FourFigures)];

    /// <summary>Nobody outside can derive from it: but for the compiler's copy constructor, all constructors are private.</summary>
    static bool IsClosed(Type type) => type.IsAbstract
        && type.GetConstructors(Declared).Where(c => !c.IsStatic && !(c.GetParameters() is [var only] && Definition(only.ParameterType) == type)).All(c => c.IsPrivate);

    static bool IsPublic(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        _ => false, // properties and events have methods; nested types are visited by themselves
    };

    static IEnumerable<Type> SignatureOf(MemberInfo member) => member switch
    {
        MethodInfo method => Parts(method.ReturnType).Concat(method.GetParameters().SelectMany(p => Parts(p.ParameterType))),
        ConstructorInfo constructor => constructor.GetParameters().SelectMany(p => Parts(p.ParameterType)),
        FieldInfo field => Parts(field.FieldType),
        Type type => Parts(type),
        _ => [],
    };

    /// <summary>A type, what it is made of, and the definition of each.</summary>
    static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];

    static IEnumerable<MethodBase> BodiesOf(Type type) => type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared));

    static IEnumerable<Type> UsedBy(Type type) =>
        new[] { type.BaseType }.OfType<Type>().Concat(type.GetInterfaces()).SelectMany(Parts)
            .Concat(type.GetMembers(Declared).SelectMany(SignatureOf))
            .Concat(BodiesOf(type).SelectMany(Il.MembersIn).SelectMany(m => m is Type t ? Parts(t) : OwnersOf(m)));

    static IEnumerable<Type> OwnersOf(MemberInfo member) =>
        (member.DeclaringType is { } owner ? Parts(owner) : [])
            .Concat(member is MethodInfo { IsGenericMethod: true } method ? method.GetGenericArguments().SelectMany(Parts) : []);
}

/// <summary>Reads which types, methods and fields a compiled method touches.</summary>
file static class Il
{
    static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value & 0xFFFF);

    public static IEnumerable<MemberInfo> MembersIn(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body || body.GetILAsByteArray() is not { } bytes) yield break;
        var ofType = method.DeclaringType is { IsGenericType: true } owner ? owner.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        foreach (var local in body.LocalVariables) yield return local.LocalType;
        for (var at = 0; at < bytes.Length;)
        {
            var code = Codes[bytes[at] == 0xFE ? 0xFE00 | bytes[at + 1] : bytes[at]];
            at += code.Size;
            if (code == OpCodes.Ldc_R8 || code == OpCodes.Conv_R8 || code == OpCodes.Conv_R_Un) yield return typeof(double);
            if (code == OpCodes.Ldc_R4 || code == OpCodes.Conv_R4) yield return typeof(float);
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok
                && method.Module.ResolveMember(BitConverter.ToInt32(bytes, at), ofType, ofMethod) is { } member)
                yield return member;
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(bytes, at),
                _ => 4,
            };
        }
    }
}
