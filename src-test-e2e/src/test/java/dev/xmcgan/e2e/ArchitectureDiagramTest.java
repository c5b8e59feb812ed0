package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The picture in ARCHITECTURE.md is that of the modules' poms. */
class ArchitectureDiagramTest {
  private static final Path HOME = Path.of(System.getProperty("xmcgan.home"));
  private static final Pattern ARROW =
      Pattern.compile("^ *([\\w-]+) --> ([\\w-]+)$", Pattern.MULTILINE);
  private static final XPath XPATH = XPathFactory.newInstance().newXPath();

  @Test
  void everyArrowIsADependencyAndEveryDependencyAnArrow() throws Exception {
    // given
    Set<String> drawn = new TreeSet<>();
    String diagram = Files.readString(HOME.resolve("ARCHITECTURE.md")).split("```mermaid")[1];
    Matcher arrows = ARROW.matcher(diagram.split("```")[0]);
    while (arrows.find()) {
      drawn.add(arrows.group(1) + " --> " + arrows.group(2));
    }

    // when
    Set<String> built = new TreeSet<>();
    for (Element module : elements(HOME.resolve("pom.xml"), "/project/modules/module")) {
      String name = module.getTextContent();
      for (Element dependency :
          elements(HOME.resolve(name).resolve("pom.xml"), "/project/dependencies/dependency")) {
        if (text(dependency, "groupId").equals("dev.xmcgan")
            && !text(dependency, "scope").equals("test")) {
          built.add(name + " --> " + text(dependency, "artifactId"));
        }
      }
    }

    // then
    assertThat(drawn).isEqualTo(built);
  }

  private static List<Element> elements(Path pom, String path) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
    NodeList nodes = (NodeList) XPATH.evaluate(path, document, XPathConstants.NODESET);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static String text(Element element, String child) throws Exception {
    return XPATH.evaluate(child, element);
  }
}
