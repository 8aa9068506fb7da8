"""Expressions in the style of rulesets that people write, of every form that there is."""

from __future__ import annotations

EXPRESSIONS = tuple(
    line.strip()
    for line in r"""
$
$..
$.*
$[*]
$.info
$.info.title
$['info']['title']
$["info"].contact["email"]
$.info.x-audience
$.info.x-internal
$.info['x-audience','x-internal']
$.info[title,version]
$.info[title,'version',missing]
$.info[title, version]
$.info.*
$.info[*]
$.missing
$.missing.deeper
$.info.title.deeper
$.info.contact.*
$.servers
$.servers[0]
$.servers.0
$.servers[0].url
$.servers[0,2]
$.servers[*].url
$.servers.*.url
$.servers[-1]
$.servers[-1:]
$.servers[-2:].url
$.servers[:1]
$.servers[1:]
$.servers[0:2]
$.servers[::2]
$.servers[1::2]
$.servers[(@.length-1)]
$.servers[(@.length-1)].url
$.servers[(@.length - 2)]
$.tags[*].name
$.tags[?(@.name === 'orders')]
$.tags[?(@.description)].name
$.tags[?(!@.description)]
$.tags[?(@.name.length > 5)]
$.tags[?(@.name.match(/^[a-z]+$/))]
$.tags[?(@.name.match('^[a-z]+$'))]
$.tags[?(@.name && @.name.match(/^item/i))]
$.tags[?(@.name.toLowerCase() === 'items')]
$.tags[?(@.name.startsWith('I'))]
$.tags[?(@.name.endsWith('2'))]
$.tags[?(@.name.includes('tem'))]
$.tags[?(@.name.indexOf('ord') === 0)]
$.tags[?(@.name.charAt(0) === 'I')]
$.tags[?(@.name.slice(-1) === '2')]
$.tags[?(@.name.substring(0, 2) === 'or')]
$.tags[?(@.name.split('e').length > 2)]
$.tags[?(@.name.replace('2', '') === 'items')]
$.tags[?(@.name.toUpperCase().includes('ITEMS'))]
$.tags[?(@.name.trim() === @.name)]
$.tags[?(@.name.concat('x') === 'Itemsx')]
$.tags[?(@property > 0)]
$.tags[?(@property === 0)].name
$.tags[?(@property == '1')].name
$.tags[?(@property % 2 === 0)]
$.paths
$.paths~
$.paths.*
$.paths[*]
$.paths.*~
$.paths[*]~
$.paths[*].get
$.paths.*.get
$.paths[*][*]
$.paths.*.*
$.paths[*][*]~
$.paths[*].[*]
$.paths.*.*.responses
$.paths[*][get,put,post,delete]
$.paths[*]['get','post']
$.paths[*]['get','post'].operationId
$.paths[*][get,post]~
$.paths['/orders']
$.paths['/orders'].get
$.paths./orders
$.paths['/orders/{order_id}/items/'].get.parameters[0]
$.paths[?(@property.match(/\/$/))]
$.paths[?(@property.match(/[{]/))]
$.paths[?(!@property.match(/[{]/))]
$.paths[?(@property.endsWith('/'))]
$.paths[?(@property.includes('{'))]
$.paths[?(@property === '/orders')]
$.paths[?(@property == '/orders')].get
$.paths[?(@property !== '/orders')]~
$.paths[?(@property.length > 10)]
$.paths[?(@.get)]
$.paths[?(@.get && @.post)]
$.paths[?(@.get || @.post)]
$.paths[?(@.get && !@.post)]
$.paths[?(@.get && !@.post)]~
$.paths[?(@.get.tags.length > 0)]
$.paths[?(@.get[?(@property === 'tags')])]
$.paths[*][?(@property === 'get')]
$.paths[*][?(@property === 'get' || @property === 'post')]
$.paths[*][?( @property === 'get' || @property === 'put' || @property === 'post' )].responses
$.paths.*[?(@property === 'get' && @.tags)]
$.paths[*][?(@property.match(/^(get|post)$/))]
$.paths[*][?(@property.match(/^(get|put|post)/i))].operationId
$.paths[*][?(@property.match(/^(?!get)/))]
$.paths[*][?(!@property.match(/^(parameters|x-.*|summary)$/))]
$.paths[*][?(@property in ['get', 'post'])]
$.paths[*][?(['get', 'delete'].includes(@property))]
$.paths[*][?(['get','delete'].indexOf(@property) >= 0)]
$.paths[*][?(/^get$/.test(@property))]
$.paths[*][?(@property ~= '^(get|post)$')]
$.paths[*][?(@.operationId)]
$.paths[*][?(@.operationId && @.operationId.match(/_/))].operationId
$.paths[*][?(@.deprecated === true)]
$.paths[*][?(@.deprecated == true)]
$.paths[*][?(@.deprecated)].operationId
$.paths[*][?(@.deprecated !== true && @.operationId)]
$.paths[*][?(@.tags && @.tags.length === 0)]
$.paths[*][?(@.tags && @.tags.includes('Items'))]
$.paths[*][?(@.tags && @.tags.indexOf('Items') > -1)]
$.paths[*][?(@.tags && @.tags[0] === 'orders')]
$.paths[*][?(@.tags && @.tags.join('+') === 'orders+Items')]
$.paths[*][?(@['x-rate'] > 3)]
$.paths[*][?(@['x-rate'])]
$.paths[*][?(@['x-rate'] + 1 === 6)]
$.paths[*][?(@['x-rate'] * 2 >= 10)]
$.paths[*][?(@['x-rate'] - 1 < 5)]
$.paths[*][?(@['x-rate'] / 5 == 1)]
$.paths[*][?(@.security && @.security.length == 0)]
$.paths[*][?(@.requestBody)].requestBody.content[*].schema
$.paths[*][?(@.responses && @.responses['200'])]
$.paths[*][?(@.responses && !@.responses['404'])]
$.paths[*][?(@.responses && @.responses.default)]^
$.paths[*][?(@.responses)]~
$.paths[*][?(@.responses)]^~
$.paths[*][*].responses[?(@property >= 400)]
$.paths[*][*].responses[?(@property >= 200 && @property < 300)]
$.paths[*][*].responses[?(@property.match(/^(2|3)/))]
$.paths[*][*].responses[?(@property.match(/^[45]\d{2}$/))]
$.paths[*][*].responses[?(@property.match(/^4/))].content[*].schema
$.paths[*][*].responses[?(@property.startsWith('2'))]
$.paths[*][*].responses[?(@property.match(/[^default]/))]
$.paths[*][*].responses[?(@property != 'default')]
$.paths[*][*].responses['200'].content
$.paths[*][*].responses[200].content
$.paths[*][*].responses.200.content
$.paths[*][*].responses['200','404']
$.paths[*][*].responses[200,404]
$.paths[*][*].responses[*].content[*].schema
$.paths[*][*].responses.*.content.application/json
$.paths[*][*].responses[*].content['application/json'].schema
$.paths[*][*].responses[*].headers[*]~
$.paths[*][*].responses[*].headers[?(@property.match(/^x-/i))]
$.paths[*][*].parameters[*].name
$.paths[*][*].parameters[?(@.in === 'query')]
$.paths[*][*].parameters[?(@.in=='query')].name
$.paths[*][*].parameters[?(@.in === 'path' && @.required === true)].schema
$.paths[*][*].parameters[?(@.in && @.in.match(/query|header/))]
$.paths[*][*].parameters[?(@.name === 'limit')].schema.maximum
$.paths..parameters[?(@.in === 'header')].name
$.paths..parameters[?(@ && @.in === 'header')].name
$.paths[*].parameters
$.paths[*].parameters[*]
$.paths[*]..parameters[?(@.in === 'query')]
$.paths..get
$.paths..get.responses
$.paths..get^
$.paths..get^^
$.paths..responses['200']
$.paths..responses..schema
$.paths..content..schema
$.paths..content.*.schema
$.paths..content[*]
$.paths..[?(@.operationId)]
$..operationId
$..operationId^
$..operationId^~
$..operationId~
$..operationId^^
$..operationId^^^
$..operationId^^^^
$..operationId^^^^^
$..operationId^.tags
$..operationId^^.parameters
$..operationId^..schema
$..description
$..description^
$..name
$..[name]
$..['name']
$..[name,title]
$..['name','title']
$..[0]
$..parameters[0]
$..parameters[*]
$..parameters[*].name
$..parameters[*].schema.type
$..parameters.*~
$..parameters..name
$..parameters[?(@.name)]
$..parameters[?(@.name && @.in)]
$..parameters[?(@.schema && @.schema.type === 'string')]
$..parameters[?(@.schema && @.schema.enum)]^
$..parameters[?(@.name.match(/^[a-z]+(_[a-z]+)*$/))]
$..parameters[?(@.in === 'query')].schema[?(@property === 'maximum')]
$..enum
$..enum[*]
$..enum.*
$..enum[0]
$..enum[-1:]
$..enum[?(@ === null)]
$..enum[?(@ === 'up')]
$..enum^
$..enum[*]^
$..enum[*]^^
$..schema
$..schema..properties
$..schema..properties.*
$..schema..properties[*]~
$..schema^.examples
$..properties
$..properties[*]
$..properties.*
$..properties[*]~
$..properties.*~
$..properties.id
$..properties[?(@.type === 'string')]
$..properties[?(@.type === 'string' && !@.maxLength)]
$..properties[?(@.type === 'string' && @.format !== undefined)]
$..properties[?(@.format === 'date-time' || @.format === 'date')]
$..properties[?(@.format && @.format.match(/^int/))]
$..properties[?(@property.match(/_/))]
$..properties[?(@property.match(/_/))]~
$..properties[?(@property === 'id')].type
$..properties[?(@property !== 'id' && @.type)]
$..properties[?(@.readOnly)]
$..properties[?(@.example !== undefined)]
$..properties[?(@.minimum >= 0)]
$..properties^
$..properties^^
$..items
$..items[?(@property === 'type')]
$..items.type
$..items.properties.*
$..[?(@.type)]
$..[?(@.type === 'array')]
$..[?(@ && @.type === 'array')]
$..[?(@ && @.type === 'array')].items
$..[?(@ && @.type === 'object' && @.properties)]
$..[?(@ && @.properties)].properties[*]
$..[?(@ && @.enum)]
$..[?(@ && @.enum && @.type)]
$..[?(@ && @.enum && @.enum.length > 1)]
$..[?(@ && @.oneOf || @ && @.anyOf)]
$..[?(@ && (@.oneOf || @.anyOf || @.allOf))]
$..[?(@ && @.format == 'int32')]
$..[?(@ && @.maxLength > 10)]
$..[?(@ && @.minItems === 0)]
$..[?(@ && @.nullable)]
$..[?(@ && @.in === 'header' && @.name)]
$..[?(@ && @.$ref)]
$..[?(@ && @['$ref'])]
$..[?(@property === '$ref')]
$..[?(@property === 'description')]
$..[?(@property === 'description')]^
$..[?(@property === 'parameters')][*]
$..[?(@property && @property.match(/^x-/))]
$..[?(@property.match(/^x-/))]~
$..[?(@property === 'schema' && @.type === 'string')]
$..[?(@property === 'get' || @property === 'post')].operationId
$..[?(@property === 'properties')][?(@.type === 'string')]
$..[?(@parentProperty === 'properties')]
$..[?(@parentProperty === 'properties')]~
$..[?(@parentProperty === 'parameters' && @.in)]
$..[?(@parentProperty === 'content' && @property === 'application/json')]
$..[?(@parentProperty !== 'properties' && @property === 'type')]
$..[?(@parent && @parent.get && @property === 'get')]
$..[?(@parent && @parent.openapi)]
$.paths[*][?(@parent && @parent['/orders'])]
$.paths[*][?(@parent['/orders'] && @property === 'get')]
$.paths[*][?(@parentProperty === '/orders')]
$.components.schemas[*][?(@parentProperty === 'Order')]
$..[?(@root.info.title === 'Shop' && @property === 'title')]
$.paths[?(@root.tags)]
$.tags[?(@root.paths['/orders'])]
$.components[?(@root.openapi.match(/^3/))]
$..[?(@path === "$['info']['title']")]
$.paths[*][?(@path.match(/orders/))]
$.info[?(@path == "$['info']['title']")]
$.components.schemas[?(@path.includes('Order'))]
$.components.schemas[*]
$.components.schemas[*]~
$.components.schemas.*
$.components.schemas[?(@.type !== 'object')]
$.components.schemas[?(@.properties)].properties
$.components.schemas[?(@.properties && @.properties.id)]
$.components.schemas[?(@.properties[?(@.format)])]
$.components.schemas[?(@property.match(/^[A-Z]/))]
$.components.schemas[?(@property === 'Order')].properties[?(@.type)]
$.components.schemas..properties
$.components.schemas..properties[*]
$.components.schemas..properties..type
$.components.schemas..[?(@.type === 'string')]
$.components.schemas..[?(@property === 'type')]
$.components.schemas..items
$.components..[?(@.enum)]
$.components[*][*]
$.components[*][*]~
$.components.*.*.type
$.components.*[?(@.type === 'oauth2')]
$.components.securitySchemes[?(@.type !== 'oauth2')].in
$.components.securitySchemes[*].flows[*].scopes[*]~
$.components[schemas,parameters][*]
$.components['schemas','parameters'].*~
$.security[*]
$.security[*]~
$.security[*][*]
$.security[*].*~
$.security[?(@.oauth)]
$.info@string()
$.info.title@string()
$.info.*@string()
$.info[*]@string()
$.info[?(@string())]
$.info[?(@null())]
$.info[?(@object())]
$.servers@array()
$.tags[?(@object())]
$..[?(@array())]
$..[?(@object() && @.type)]
$..[?(@number())]
$..[?(@integer())]
$..[?(@boolean())]
$..[?(@null())]
$..[?(@scalar() && @property === 'type')]
$..enum[?(@scalar())]
$..enum[?(@string())]
$..example@number()
$..@boolean()
$.paths[*][?(typeof @ === 'object')]
$.info[?(typeof @ === 'string')]
$.info[?(typeof @ === 'string' && @.length > 3)]
$.info[?(@ !== null && @.length)]
$.info[?(@ === 'Shop')]
$.info[?(@ == 'Shop')]
$.info[?(@ != null)]
$.info[?(@ === null)]
$.info[?(@ === undefined)]
$.info[?(!@)]
$.info[?(@)]
$.info[?(true)]
$.info[?(false)]
$.info[?(@property && @)]
$.info[?(@.name ? true : false)]
$.info[?(@ && @.name ? @.email : @property === 'title')]
$.info[?((@property === 'title' || @property === 'version') && @)]
$.info[?(!(@property === 'title'))]
$.info[?(!!@)]
$.info[?(@ > 'S')]
$.info[?(@property >= 't')]
$.a.b.c
$.a['b.c']
$.a['']
$.a.0
$.a[0]
$.a['0']
$.a.-1
$.a[-1]
$.a.length
$.a.x-y
$.a.*
$.a..c
$.a..d[*]
$.a.b.d[1:4]
$.a.b.d[1:4:2]
$.a.b.d[::2]
$.a.b.d[::3]
$.a.b.d[-3:-1]
$.a.b.d[:-1]
$.a.b.d[-2:]
$.a.b.d[2]
$.a.b.d[0,2,4]
$.a.b.d['1']
$.a.b.d[?(@ > 20)]
$.a.b.d[?(@ >= 20 && @ <= 40)]
$.a.b.d[?(@property < 2)]
$.a.b.d[(@.length-1)]
$.a.b.d[(@.length-2)]
$..d[0]
$..d[-1:]
$..d[1:3]
$..d[*]^
$..d[?(@ === 10)]^^
$.list[*]
$.list[*].k
$.list[*].*
$.list[?(@.k)]
$.list[?(@.k > 1)]
$.list[?(@.k === 1 || @.type === 'y')].type
$.list[?(@.sub)].sub[*].k
$.list[?(@.length)]
$.list[?(@.length > 1)]
$.list[?(@ === 'text')]
$.list[?(@ === true)]
$.list[?(@ == 7)]
$.list[?(@ == 0)]
$.list[?(@ === 0)]
$.list[?(@ == false)]
$.list[?(@ == '')]
$.list[?(@ === '')]
$.list[?(@)]
$.list[?(!@)]
$.list..k
$.list..[0]
$.list..[?(@.k)]
$.list[2][1][1][0]
$.list[2][*]
$.numbers[?(@ > 1)]
$.numbers[?(@ < 0)]
$.numbers[?(@ == 12)]
$.numbers[?(@ === 12)]
$.numbers[?(@ == 7)]
$.numbers[?(@ >= 1.5)]
$.numbers[?(@ % 2 === 0)]
$.numbers[?(-@ > 0)]
$.numbers[?(@ + 1 === 2)]
$.numbers[?(@ + '' === '1')]
$.numbers[?(@ && @ > 0)]
$.texts[?(@.length === 0)]
$.texts[?(@.length > 5)]
$.texts[?(@ === 'LOWER')]
$.texts['a b']
$.texts['Ünï']
$.texts.Ünï
$.texts["q'uote"]
$.texts['q\'uote']
$.texts.camelCase
$.texts.kebab-case
$.texts['kebab-case']
$.texts[?(@.match(/^[a-z]+_[a-z]+$/))]
$.texts[?(@.match(/[~]/))]
$.texts[?(@property.match(/[A-Z]/))]
$.texts[?(@property.match(/[A-Z]/))]~
$.texts[?(@property.match(/^[a-z]+$/))]~
$.texts[?(@property.toLowerCase() === 'upper')]
$.texts[?(@.toLowerCase() === 'lower')]
$.texts[?(@.split('_').length === 2)]
$.texts[?(@.split('/')[0] === 'a.b')]
$.texts[?(@.substr(0, 1) === 'x')]
$.deep..a
$.deep..a.b
$.deep..a..b
$.deep..b
$.deep..a^
$.deep..b^^
$.deep..a.*
$.deep.*.a
$.deep..a.a
$.deep..a[*]
$.deep..a..*
$.deep..*
$.deep..*.b
$.deep..a[?(@.b)]
$.deep..[?(@.a && @.b)]
$.deep..b..b
$..a
$..a.b
$..a..b
$..a..a
$..*
$..*~
$..*^
$..*.k
$..*[?(@property === 'k')]
$..[*]
$..[*].k
$.*.*
$.*.*.*
$.*~
$.*^
$.*[0]
$.flags[?(@ === true)]
$.flags[?(@ === false)]
$.flags[?(@)]
$.flags[?(!@)]
$.flags[?(@ == true)]
$.flags[*]
$['$ref-like'].$id
$['$ref-like'].*
$['$ref-like']['@at']
$['$ref-like']['~t']
$['$ref-like']['^c']
$['$ref-like']['*']
$.$ref-like.$id
$.names[?(@ === 'get')]
$.names[?(@ === 'get' || @ === 'put')]
$.names[?(['get', 'put'].includes(@))]
$.names[?(@ in ['a', 'b'])]
$.names[?(@.match(/^[ab]$/))]
$.names[?(@ > 'b')]
$.names[1:3]
$.names^
$.names[*]^^
$[?(@.b)]
$[?(@property === 'names')]
$[?(@property === 'a' || @property === 'info')]
$[?(@property.match(/^(a|info)$/))]
$[a,info]
$['names','tags']
$.top
$.top.name
$.top.leaf.name
$.top.next
$.top.next.$ref
$.top.peer.*
$.twice[*]
$.twice[*].name
$.twice[*].extra.j[*]
$.own
$.own.name
$.own.description
$.own.extra.k
$.own.*
$.own..*
$.far
$.far.name
$.far.of.description
$.far.list[*].name
$.far..name
$.whole.Other.mine
$.whole..name
$.defs[*]
$.defs[*].name
$.defs..name
$.defs..leaf
$.defs..leaf.name
$.defs..extra^
$.defs..k^^
$.defs[*][*]~
$.defs..[?(@.name === 'leaf')]
$.defs..[?(@.name && @.extra)].extra.j[1].name
$.defs.Holder.nodes[*].name
$.defs.Holder.own.*
$..extra
$..extra.k
$..j[*]
$..j..name
$..leaf..name
$..[?(@.name === 'inner')]
$..[?(@.name === 'inner')]^
$..[?(@.name === 'one')]
$.shared..name
$.again..name
$..list[*].name
$..list[?(@.name)]
$..[?(@property === 'name')]^
$..[?(@parentProperty === 'leaf')]
$..[?(@parentProperty === 'j')]
$[?(@.b)].b
$[?(@property === 'tags')][*]
$[?(@.name)][*]
$.paths[?(@root.tags)].get
$.paths[?(@root.get)].get
$.paths[*][?(@root.operationId)].responses
$..[?(@root.name)].leaf
$..d[1:3]^
$..[0:1]
$..d[1:]
$..tags[:1].name
$.list..sub[-1:]
$.deep..*[0:1]
$.paths[?(@property.match(/\{(\w+)\}/)[1] === 'order_id')]
$.paths[?(@property.match(/\{(\w+)\}/) && @property.match(/\{(\w+)\}/)[1] === 'order_id')]
$.paths[?(@property.match(/\{(\w+)\}/)?.[1] === 'order_id')]
$.paths[?((@property.match(/\{/g) || []).length === 1)]
$.paths[?(@property.match(/\//g).length > 2)]
$.paths[?(@property.match(/\/(?<first>[a-z]+)/).groups.first === 'orders')]
$.paths[?(@property.match(/[a-z]+/).index === 1)]
$.paths[?(@property.match(/[a-z]+/)[0].length > 5)]~
$.paths[?(@property.match(/x/) === null)]
$.paths[?(@property.match(/o/) != null)]
$.paths[?(null == @property.match(/item/))]
$.paths[?(@property.match(/item/) == undefined)]
$.paths[?(/\/(\w+)/.exec(@property)[1] === 'orders')]
$.paths[?(@property.replace(/\{[^}]+\}/g, '{}') === '/orders/{}/items/')]
$.paths[?(@property.replace(/[{}]/g, '').includes('order_id'))]
$.paths[?(@property.replace(/(o)(r)/, '$2$1').startsWith('/ro'))]
$.paths[?(@property.split(/[/{}]+/).length > 3)]
$.paths[?(@property.split(/(\/)/).includes('/'))]
$.paths[?(@property.search(/[{]/) > 0)]
$.texts[?(@.match(/^([a-z]+)_([a-z]+)$/) && @.match(/^([a-z]+)_([a-z]+)$/)[2] === 'case')]
$.texts[?(@.match(/[a-z]/g) && @.match(/[a-z]/g).length > 4)]
$.texts[?(@.replace(/[^a-z]/gi, '').length === 9)]
$.paths[*][*][?(@property === 'operationId' && @.match(/^([a-z]+)/) && @.match(/^([a-z]+)/)[1].length > 3)]
$..[?(@property === 'operationId' && @.split(/(?=[A-Z])/).length > 1)]
$..[?(@.match && @.match(/^[a-z]+$/))]
$..[?(@.includes && @.includes('get'))]
$..[?(typeof @.trim === 'function' && @.length < 4)]
$..[?(@.filter && @.length > 1)]
$.paths[?(@property.split('/').filter)]
""".splitlines()
    if line.strip()
)
